/** What an event says changed: by field, how it was and how it is; null where there was or is nothing. */
export type Changes = Record<string, { before: unknown; after: unknown }>;

/** The fields that differ. Values are compared as they would be written down; an absent one is null. */
export function changesBetween(before: object, after: object): Changes {
  const [left, right] = [new Map<string, unknown>(Object.entries(before)), new Map<string, unknown>(Object.entries(after))];
  const changes: Changes = {};
  for (const field of new Set([...left.keys(), ...right.keys()])) {
    const [was, is] = [left.get(field) ?? null, right.get(field) ?? null];
    if (JSON.stringify(was) !== JSON.stringify(is)) changes[field] = { before: was, after: is };
  }
  return changes;
}
