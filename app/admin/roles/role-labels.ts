import { getTranslations } from 'next-intl/server';
import type { RoleShape } from '#lib/contracts/roles.ts';
import { systemRoles } from '#lib/roles/catalogue.ts';

/** What a role is called on a page: system roles in the reader's language, others as somebody named them. */
export async function roleLabels(): Promise<(role: Pick<RoleShape, 'name' | 'display_name' | 'system'>) => string> {
  const t = await getTranslations('roles');
  return ({ name, display_name: displayName, system }) => {
    const known = system ? systemRoles.find((each) => each.name === name) : undefined;
    return known ? t(known.name) : displayName;
  };
}
