import { cookiesAreSecure } from '#lib/env.ts';

function prefixed(name: string): string {
  // __Host- binds the cookie to this host, path / and Secure; a neighbouring subdomain cannot plant one (RFC 6265bis §4.1.3).
  return cookiesAreSecure() ? `__Host-${name}` : name;
}

/** The cookie that holds a browser's session token. */
export function sessionCookieName(): string {
  return prefixed('gatehouse-session');
}

/** The cookie that marks a browser which signed in before. */
export function deviceCookieName(): string {
  return prefixed('gatehouse-device');
}

/** The cookie that says in which pool a browser signed in last, where it is not the default one; never as whom. */
export function poolCookieName(): string {
  return prefixed('gatehouse-pool');
}

/** The cookie of a browser that need not prove the second factor for a while. */
export function trustedDeviceCookieName(): string {
  return prefixed('gatehouse-trusted');
}

/** The cookie with the tokens of a browser's other sessions, where several people, or one with several accounts, use it. */
export function heldAccountsCookieName(): string {
  return prefixed('gatehouse-accounts');
}

/** The cookie that keeps those sessions when the next one signs in. */
export function addingCookieName(): string {
  return prefixed('gatehouse-adding');
}

/** The cookie of the browser in which a provider met an account with the same address. */
export function offeredLinkCookieName(): string {
  return prefixed('gatehouse-offered-link');
}

/** The cookie that binds a passkey's challenge to the browser it was made for. */
export function passkeyCookieName(): string {
  return prefixed('gatehouse-passkey');
}

/** The cookie that carries an open challenge from the first factor's page to the second's. */
export function challengeCookieName(): string {
  return prefixed('gatehouse-challenge');
}

/** Says in which session setting up a required second factor was put off. It opens nothing: after the grace it is not read. */
export function enrolLaterCookieName(): string {
  return prefixed('gatehouse-enrol-later');
}
