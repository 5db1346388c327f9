import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { roleLabel } from '#components/account/labels.ts';
import { userLabel } from '#components/admin/user-table.tsx';
import { listAssignments } from '#lib/roles/assign-role.ts';
import { presentManagedUser } from '#lib/users/find-managed-user.ts';
import { guardPage } from '../../../../../guard-page.tsx';
import { readUser } from '../../../../read-user.ts';
import { revokeRole } from '../../../../role-actions.ts';

type RemoveRolePageProps = {
  params: Promise<{ user_id: string; role_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('roles.removeTitle') };
}

export default async function RemoveRolePage({ params, searchParams }: RemoveRolePageProps) {
  const { denied } = await guardPage('admin.users.roles');
  if (denied) return denied;
  const [{ role_id: roleId }, managed, t] = await Promise.all([params, readUser(params), getTranslations()]);
  const user = presentManagedUser(managed);
  // The same role can be held everywhere and in several organizations.
  const organizationId = (await searchParams).organization_id ?? null;
  const assignment =
    (await listAssignments(user.id)).find(({ role, organization_id: id }) => role.id === roleId && id === organizationId) ?? notFound();
  const label = roleLabel(t, assignment.role.name, assignment.role.display_name);
  return (
    <ConfirmPage
      title={t('users.roles.removeTitle')}
      text={t('users.roles.removeText', { role: label, who: userLabel(user) })}
      action={revokeRole}
      fields={{ id: user.id, role: roleId, organization: assignment.organization_id ?? '' }}
      stepUp
      submit={t('users.roles.removeSubmit')}
      pending={t('users.working')}
      back={`/admin/users/${user.id}/roles`}
    />
  );
}
