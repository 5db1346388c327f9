import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { revokeKey } from '../../actions.ts';
import { readKey } from '../../read-key.ts';

type RevokeKeyPageProps = { params: Promise<{ api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('revoke') };
}

export default async function RevokeKeyPage({ params }: RevokeKeyPageProps) {
  const actor = await requireUser();
  const { id, name } = await readKey(actor, params);
  const t = await getTranslations('apiKeys');
  return (
    <ConfirmPage
      title={t('revokeTitle', { name })}
      text={t('revokeText')}
      action={revokeKey}
      fields={{ id }}
      submit={t('revokeSubmit')}
      pending={t('revoking')}
      back="/api-keys"
    />
  );
}
