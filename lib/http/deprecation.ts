import type { Deprecated } from '#lib/contracts/endpoint.ts';
import { env } from '#lib/env.ts';

/**
 * Tells programs that an endpoint will go: `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a link to what to use
 * instead, on every answer, so that also those notice that are refused.
 */
export function announceDeprecation(headers: Headers, { since, sunset, link }: Deprecated): void {
  headers.set('Deprecation', `@${Date.parse(`${since}T00:00:00Z`) / 1000}`);
  if (sunset) headers.set('Sunset', new Date(`${sunset}T00:00:00Z`).toUTCString());
  headers.append('Link', `<${new URL(link, env().APP_URL).href}>; rel="deprecation"; type="text/html"`);
}
