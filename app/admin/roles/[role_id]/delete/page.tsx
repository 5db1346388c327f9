import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { guardPage } from '../../../guard-page.tsx';
import { removeRole } from '../../actions.ts';
import { readChangeableRole } from '../../read-role.ts';

type DeleteRolePageProps = { params: Promise<{ role_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('adminRoles');
  return { title: t('delete') };
}

export default async function DeleteRolePage({ params }: DeleteRolePageProps) {
  const { actor, denied } = await guardPage('admin.roles.delete');
  if (denied) return denied;
  const { id, version, display_name: name, members } = await readChangeableRole(actor, params);
  const t = await getTranslations('adminRoles');
  return (
    <ConfirmPage
      title={t('deleteTitle', { name })}
      text={t('deleteText', { count: members })}
      action={removeRole}
      fields={{ id, version: String(version) }}
      stepUp
      submit={t('deleteSubmit')}
      pending={t('deleting')}
      back={`/admin/roles/${id}`}
    />
  );
}
