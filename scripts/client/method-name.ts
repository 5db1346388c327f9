import type { Endpoint } from '#lib/contracts/endpoint.ts';

/** Where the rule below would give a name nobody would look for. */
const chosen: Record<string, string> = {
  getMe: 'users.me',
  startOauth: 'auth.oauth.url',
  revokeOtherSessions: 'users.me.sessions.revokeOthers',
  acceptOfferedConnection: 'users.me.connections.acceptOffer',
};

const spelled: Record<string, string> = { '2fa': 'secondFactor' };

function camel(segment: string): string {
  return spelled[segment] ?? segment.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const small = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

function startsWithWord(text: string, word: string): boolean {
  return text === word || (text.startsWith(word) && /[A-Z]/.test(text.charAt(word.length)));
}

/** The id without the words that the resource's name says already: `listTrustedDevices` at `trustedDevices` → `list`. */
function withoutNoun(id: string, resource: string): string | null {
  const plural = capital(resource);
  const nouns = [plural, plural.replace(/ies$/, 'y'), plural.replace(/s$/, '')];
  const noun = nouns.find((each) => new RegExp(`[a-z](?:My|Own)?${each}(?![a-z])`).test(id));
  if (!noun) return null;
  const rest = id.replace(new RegExp(`(?:My|Own)?${noun}(?![a-z])`), '');
  return /^[a-z]/.test(rest) ? rest : small(rest);
}

/**
 * Where an endpoint is found in the client, from its path and its id: `GET /users/me/sessions` (`listSessions`) is
 * `users.me.sessions.list`. The last part of the path is either what is done (`/auth/login`) or what it is done to.
 */
export function methodName({ id, path }: Pick<Endpoint, 'id' | 'path'>): string {
  const own = chosen[id];
  if (own) return own;
  const segments = path.split('/').filter((part) => part !== '' && !part.startsWith('{'));
  const places = segments.map(camel);
  const last = places.at(-1) ?? id;
  const before = places.slice(0, -1).join('.');
  if (startsWithWord(id, last)) return `${before}.${last}`;
  const verb = withoutNoun(id, last);
  if (verb) return `${places.join('.')}.${verb}`;
  if (path.endsWith('}')) return `${places.join('.')}.${/^[a-z]+/.exec(id)?.[0] ?? id}`;
  return `${before}.${last}`;
}
