import { z } from 'zod';

export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });
export const origin = httpUrl
  .refine((text) => new URL(text).pathname === '/' && !new URL(text).search && !new URL(text).hash, 'must have no path')
  .transform((text) => new URL(text).origin);
export const port = z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535);

export const country = z.string().regex(/^[A-Z]{2}$/, 'must be a country such as DE');
export const countries = z.string().transform((text, context): string[] => {
  const list = text.split(',').map((item) => item.trim());
  const wrong = list.filter((item) => !country.safeParse(item).success);
  if (wrong.length === 0) return list;
  context.addIssue({ code: 'custom', message: `must be a comma list of countries such as DE,AT,CH; "${wrong[0]}" is none` });
  return z.NEVER;
});

/** Addresses of DNS servers, with a port where it is not 53. */
export const dnsServers = z.string().transform((text, context): string[] => {
  const list = text.split(',').map((item) => item.trim());
  const wrong = list.find((item) => !isDnsServer(item));
  if (wrong === undefined) return list;
  context.addIssue({
    code: 'custom',
    message: `must be a comma list of IP addresses such as 192.0.2.53 or [2001:db8::53]:5353; "${wrong}" is none`,
  });
  return z.NEVER;
});

// Not Node's isIP: the middleware reads the configuration too, in a runtime without it.
const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

function isDnsServer(text: string): boolean {
  const [, bracketed, plain, number] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (number !== undefined && (Number(number) < 1 || Number(number) > 65535)) return false;
  return ipv4.safeParse(text).success || ipv6.safeParse(text).success || ipv6.safeParse(bracketed).success || ipv4.safeParse(plain).success;
}

export const awsRegion = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-central-1');

/** What can sign access tokens (RFC 7518, RFC 8037). */
export const tokenAlgorithms = ['EdDSA', 'ES256', 'RS256'] as const;
export type TokenAlgorithm = (typeof tokenAlgorithms)[number];
export const tokenAlgorithm = z.enum(tokenAlgorithms, 'must be EdDSA, ES256 or RS256');
