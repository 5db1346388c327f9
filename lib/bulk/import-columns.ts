/** What a row of an import can say. */
export const importFields = [
  'email',
  'pool',
  'email_verified',
  'name',
  'first_name',
  'last_name',
  'username',
  'phone',
  'locale',
  'timezone',
  'status',
  'roles',
  'password_hash',
  'totp_secret',
  'metadata',
] as const;
export type ImportField = (typeof importFields)[number];

/** What others call a field, as `spelled` makes of it. */
const otherNames: Record<string, ImportField> = {
  e_mail: 'email',
  mail: 'email',
  email_address: 'email',
  e_mail_address: 'email',
  verified: 'email_verified',
  emailverified: 'email_verified',
  full_name: 'name',
  display_name: 'name',
  displayname: 'name',
  given_name: 'first_name',
  givenname: 'first_name',
  firstname: 'first_name',
  family_name: 'last_name',
  familyname: 'last_name',
  lastname: 'last_name',
  surname: 'last_name',
  user_name: 'username',
  login: 'username',
  phone_number: 'phone',
  phonenumber: 'phone',
  mobile: 'phone',
  language: 'locale',
  time_zone: 'timezone',
  zoneinfo: 'timezone',
  role: 'roles',
  passwordhash: 'password_hash',
  hash: 'password_hash',
  totp: 'totp_secret',
  mfa_secret: 'totp_secret',
  custom: 'metadata',
};

/** What an export of ours says besides, and nobody can set. */
const leftOut = new Set([
  'id',
  'phone_verified',
  'second_factor_enabled',
  'organizations',
  'created_at',
  'updated_at',
  'last_sign_in_at',
  'suspended_at',
  'deleted_at',
]);

function spelled(head: string): string {
  return head
    .trim()
    .toLowerCase()
    .replace(/[\s.-]+/g, '_');
}

export function isImportField(name: string): name is ImportField {
  return (importFields as readonly string[]).includes(name);
}

/** The field that a column is meant to be by its head: null for one that is left out, undefined where nobody knows. */
export function fieldOfHead(head: string): ImportField | null | undefined {
  const name = spelled(head);
  if (isImportField(name)) return name;
  return leftOut.has(name) ? null : otherNames[name];
}
