import { allPermissions, type Permission } from './catalogue.ts';

/** `*`, and every part of a permission's name before a dot with `.*`: `admin.*`, `admin.users.*`. */
export const wildcards: readonly string[] = [
  '*',
  ...[
    ...new Set(
      allPermissions.flatMap((permission) => {
        const parts = permission.split('.');
        return parts.slice(1).map((_, index) => `${parts.slice(0, index + 1).join('.')}.*`);
      }),
    ),
  ].sort(),
];

/** What a role can hold: permissions and wildcards over them. */
export const allPatterns: readonly string[] = [...allPermissions, ...wildcards];

/** Whether a held name or wildcard carries another name or wildcard. A wildcard is only carried by one as wide. */
export function covers(held: string, wanted: string): boolean {
  if (held === wanted || held === '*') return true;
  return held.endsWith('.*') && wanted.startsWith(held.slice(0, -1));
}

/** The permissions that some names and wildcards add up to, sorted. Names that are no permission (any more) give nothing. */
export function expandPermissions(patterns: readonly string[]): Permission[] {
  return allPermissions.filter((permission) => patterns.some((pattern) => covers(pattern, permission))).sort();
}
