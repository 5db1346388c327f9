import { parseCookie } from 'cookie';
import type { Caller } from '#lib/audit/caller.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import {
  addingCookieName,
  challengeCookieName,
  deviceCookieName,
  heldAccountsCookieName,
  offeredLinkCookieName,
  passkeyCookieName,
  poolCookieName,
  sessionCookieName,
  trustedDeviceCookieName,
} from '#lib/sessions/cookie-names.ts';
import { addingMark, parseHeldTokens } from '#lib/sessions/held-tokens.ts';
import { readIfMatch } from './entity-tag.ts';
import { clientIp } from './internal-headers.ts';

/** What a request says about itself before anybody is believed. */
export type RequestContext = {
  caller: Caller;
  sessionCookie: string | null;
  /** An open challenge: the first factor was proved in this browser. */
  challengeCookie: string | null;
  /** An identity that waits for the owner of an account to connect it. */
  offeredLinkCookie: string | null;
  /** Which browser the challenge of a passkey was made for. */
  passkeyCookie: string | null;
  authorization: string | null;
  /** The versions that may be changed, or null where any will do. */
  ifMatch: string[] | null;
};

const tokenShape = /^[A-Za-z0-9_-]{20,128}$/;

function secretOrNull(value: string | undefined): string | null {
  return value && tokenShape.test(value) ? value : null;
}

function preferredLocale(header: string | null): string {
  return /^\s*de\b/i.test(header ?? '') ? 'de' : 'en';
}

/** Reads the request once. The id and the address come from the HTTP front; from outside they cannot be set. */
export function readRequestContext(headers: Headers): RequestContext {
  const cookies = parseCookie(headers.get('cookie') ?? '');
  const sessionCookie = cookies[sessionCookieName()] || null;
  const heldTokens = parseHeldTokens(cookies[heldAccountsCookieName()]);
  const previousPool = cookies[poolCookieName()];
  return {
    caller: {
      requestId: headers.get('x-request-id') ?? uuidv7(),
      ip: clientIp(headers),
      userAgent: headers.get('user-agent')?.slice(0, 512) ?? null,
      locale: preferredLocale(headers.get('accept-language')),
      // As long as `readPool` was not asked; `route()` does.
      pool: defaultPool,
      deviceToken: secretOrNull(cookies[deviceCookieName()]),
      trustedDeviceToken: secretOrNull(cookies[trustedDeviceCookieName()]),
      heldTokens,
      ...(previousPool && { previousPool }),
      trail: { saysRefused: false },
      isAddingAccount: cookies[addingCookieName()] === addingMark(sessionCookie, heldTokens),
    },
    sessionCookie,
    challengeCookie: secretOrNull(cookies[challengeCookieName()]),
    offeredLinkCookie: secretOrNull(cookies[offeredLinkCookieName()]),
    passkeyCookie: secretOrNull(cookies[passkeyCookieName()]),
    authorization: headers.get('authorization')?.trim() || null,
    ifMatch: readIfMatch(headers.get('if-match')),
  };
}
