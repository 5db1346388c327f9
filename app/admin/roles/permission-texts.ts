import { getTranslations } from 'next-intl/server';
import type { PermissionGroup } from '#components/admin/permission-matrix.tsx';
import { allPermissions } from '#lib/roles/catalogue.ts';
import { holds } from '#lib/roles/explain-permissions.ts';
import { covers, wildcards } from '#lib/roles/permission-patterns.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/** What each permission and wildcard is called in the reader's language. */
export async function permissionLabels(): Promise<(name: string) => string> {
  const [t, keys] = await Promise.all([getTranslations('adminRoles'), getTranslations('apiKeys')]);
  return (name) => {
    if (name === '*') return t('everything');
    if (name.endsWith('.*')) return t('everythingBelow', { name: name.slice(0, -2) });
    return keys(`scopeNames.${name}` as 'scopeNames.profile.read');
  };
}

function groupOf(name: string): string {
  return name === '*' || name === 'admin.*' ? 'all' : name.slice(0, name.lastIndexOf('.'));
}

/** Permissions and wildcards by what they are about, the widest first; `held`: the actor can put it into a role. */
export async function permissionGroups(actor: Actor): Promise<PermissionGroup[]> {
  const [t, label] = await Promise.all([getTranslations('adminRoles'), permissionLabels()]);
  const names = [...wildcards, ...allPermissions];
  const groups = [...new Set(['all', ...allPermissions.map(groupOf)])];
  return groups.map((id) => ({
    id,
    title: t(`groups.${id === 'all' ? 'all' : (id.split('.').at(-1) ?? id)}` as 'groups.all'),
    permissions: names
      .filter((name) => groupOf(name) === id)
      .map((name) => ({
        name,
        label: label(name),
        held: holds(actor, name),
        // The wildcards that carry it already.
        within: wildcards.filter((wildcard) => wildcard !== name && covers(wildcard, name)),
      })),
  }));
}
