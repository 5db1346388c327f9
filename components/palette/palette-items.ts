import type { Permission } from '#lib/roles/catalogue.ts';

/** A place that the palette goes to. */
export type PaletteEntry = { href: string; label: string };

export type PaletteTexts = Record<
  | 'open'
  | 'hint'
  | 'title'
  | 'placeholder'
  | 'results'
  | 'pages'
  | 'actions'
  | 'users'
  | 'none'
  | 'searching'
  | 'failed'
  | 'close'
  | 'foundOne'
  | 'foundMany',
  string
>;

/** What can be begun from anywhere in the console, for those who hold the permission. */
export const paletteActions = [
  { name: 'invite', href: '/admin/users/new', permission: 'admin.users.write' },
  { name: 'importUsers', href: '/admin/users/import', permission: 'admin.users.import' },
  { name: 'exportUsers', href: '/admin/users/export', permission: 'admin.users.export' },
  { name: 'createOrganization', href: '/organizations/new', permission: 'admin.organizations.write' },
  { name: 'createPool', href: '/admin/pools/new', permission: 'admin.settings.write' },
  { name: 'createRole', href: '/admin/roles/new', permission: 'admin.roles.create' },
  { name: 'createApplication', href: '/admin/applications/new', permission: 'admin.settings.write' },
  { name: 'createServiceAccount', href: '/admin/service-accounts/new', permission: 'admin.api_keys.write' },
] as const satisfies readonly { name: string; href: string; permission: Permission }[];

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The entries in which every word that was typed occurs; all of them where nothing was. */
export function matching(entries: readonly PaletteEntry[], query: string): PaletteEntry[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return entries.filter(({ label }) => words.every((word) => plain(label).includes(word)));
}
