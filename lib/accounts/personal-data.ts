import type { Bytes } from '#lib/crypto/hash.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';

/** The fields of a person that are stored sealed. */
export type PersonalData = {
  email: string | null;
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  phone: string | null;
};

const columns = {
  email: 'emailSealed',
  name: 'nameSealed',
  firstName: 'firstNameSealed',
  lastName: 'lastNameSealed',
  phone: 'phoneSealed',
} as const satisfies Record<keyof PersonalData, string>;

type Field = keyof typeof columns;
export type SealedColumns = { [Name in (typeof columns)[Field]]: Uint8Array | null };

/** Everything that `openPersonalData` reads. */
export const selectPersonalData = {
  emailSealed: true,
  nameSealed: true,
  firstNameSealed: true,
  lastNameSealed: true,
  phoneSealed: true,
} as const satisfies Record<(typeof columns)[Field], true>;

function contextOf(field: Field, userId: string): string {
  return `user.${field}:${userId}`;
}

/** The sealed columns for the given fields only; null clears one. */
export function sealPersonalData(
  key: Uint8Array,
  userId: string,
  data: Partial<PersonalData>,
): Partial<Record<(typeof columns)[Field], Bytes | null>> {
  const sealed: Partial<Record<(typeof columns)[Field], Bytes | null>> = {};
  for (const field of Object.keys(data) as Field[]) {
    const value = data[field];
    if (value === undefined) continue;
    sealed[columns[field]] = value === null ? null : seal(key, value, contextOf(field, userId));
  }
  return sealed;
}

/** Opens the sealed columns of one user row. Throws when a value was altered or moved. */
export function openPersonalData(key: Uint8Array, userId: string, row: SealedColumns): PersonalData {
  const open = (field: Field): string | null => {
    const value = row[columns[field]];
    return value ? unseal(key, value, contextOf(field, userId)).toString('utf8') : null;
  };
  return { email: open('email'), name: open('name'), firstName: open('firstName'), lastName: open('lastName'), phone: open('phone') };
}
