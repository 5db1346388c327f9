import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { guardPage } from '../../../guard-page.tsx';
import { deletePool } from '../../actions.ts';
import { readPool } from '../../read-pool.ts';

type DeletePoolPageProps = { params: Promise<{ pool: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pools');
  return { title: t('delete') };
}

export default async function DeletePoolPage({ params }: DeletePoolPageProps) {
  const { denied } = await guardPage('admin.settings.write');
  if (denied) return denied;
  const pool = await readPool(params);
  const t = await getTranslations('pools');
  return (
    <ConfirmPage
      title={t('deleteTitle', { name: pool.display_name })}
      text={t('deleteText')}
      action={deletePool}
      fields={{ pool: pool.name }}
      stepUp
      submit={t('deleteSubmit')}
      pending={t('deleting')}
      back={`/admin/pools/${pool.name}`}
    />
  );
}
