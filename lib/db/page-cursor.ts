import 'server-only';
import { derivedKey } from '#lib/crypto/data-keys.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { fieldError } from '#lib/errors.ts';

/** Where a page of a list ended: the time and id of its last entry. */
export type Position = { at: Date; id: string };

function contextOf(list: string): string {
  return `cursor:${list}`;
}

/**
 * A position as api.md's opaque, signed cursor. It is good for `list` only: name the list and whose it is, so that
 * nobody can page through something else with it.
 */
export async function sealCursor(list: string, { at, id }: Position): Promise<string> {
  const sealed = seal(await derivedKey('cursor'), JSON.stringify([at.getTime(), id]), contextOf(list));
  return Buffer.from(sealed).toString('base64url');
}

/** The position in a cursor. VALIDATION_FAILED for one that we did not make for this list. */
export async function openCursor(list: string, cursor: string): Promise<Position> {
  const key = await derivedKey('cursor');
  try {
    const [at, id] = JSON.parse(unseal(key, Buffer.from(cursor, 'base64url'), contextOf(list)).toString('utf8')) as [number, string];
    return { at: new Date(at), id };
  } catch {
    throw fieldError('cursor', 'invalid', 'This cursor does not belong to this list.');
  }
}
