/** A version as a strong entity tag (RFC 9110 §8.8.3). */
export function entityTag(version: number | string): string {
  return `"${version}"`;
}

/** The versions that If-Match names, or null where any will do. Weak tags never match (RFC 9110 §13.1.1). */
export function readIfMatch(header: string | null): string[] | null {
  if (header === null || header.trim() === '*') return null;
  const tags = header.split(',').map((part) => /^\s*"([\x21\x23-\x7e]*)"\s*$/.exec(part)?.[1]);
  return tags.filter((tag) => tag !== undefined);
}

/** Whether If-None-Match names this tag, so that its owner has it already. Weak comparison (RFC 9110 §13.1.2). */
export function hasVersion(header: string | null, tag: string): boolean {
  if (header === null) return false;
  const tags = header.split(',').map((part) => part.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}
