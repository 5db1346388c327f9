import { createHash } from 'node:crypto';

/** A version as a strong entity tag (RFC 9110 §8.8.3). */
export function entityTag(version: number | string): string {
  return `"${version}"`;
}

/** The version of what has no number of its own: it is another one as soon as anything in it is. */
export function contentVersion(data: unknown): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('base64url').slice(0, 22);
}

type Tag = { isWeak: boolean; version: string };

const listed = /^[ \t]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?:,|$)/;

/** The tags of a list, or null where it is none: one that cannot be read is not to be guessed at. Empty elements are allowed. */
function parseTags(list: string): Tag[] | null {
  const tags: Tag[] = [];
  let rest = list;
  while (rest.trim() !== '') {
    const blank = /^[ \t]*,/.exec(rest);
    const tag = blank ? null : listed.exec(rest);
    if (!blank && !tag) return null;
    if (tag) tags.push({ isWeak: tag[1] !== undefined, version: tag[2] ?? '' });
    rest = rest.slice((blank ?? tag)?.[0].length);
  }
  return tags;
}

/**
 * The versions that If-Match names, or null where any will do. Weak tags never match (RFC 9110 §13.1.1), and what is no
 * list of tags matches nothing: a condition that we cannot read must not count as met.
 */
export function readIfMatch(header: string | null): string[] | null {
  if (header === null || header.trim() === '*') return null;
  return (parseTags(header) ?? []).flatMap(({ isWeak, version }) => (isWeak ? [] : [version]));
}

/** Whether a caller that sent If-None-Match has this already (RFC 9110 §13.1.2: weak and strong tags match alike). */
export function isKnown(header: string | null, version: number | string): boolean {
  if (header === null) return false;
  if (header.trim() === '*') return true;
  return (parseTags(header) ?? []).some((tag) => tag.version === String(version));
}
