import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ChangeKeyPage } from '#app/change-key-page.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { changeKey } from '../../actions.ts';
import { readKey } from '../../read-key.ts';

type EditKeyPageProps = { params: Promise<{ api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('change') };
}

export default async function EditKeyPage({ params }: EditKeyPageProps) {
  const actor = await requireUser();
  const key = await readKey(actor, params);
  return <ChangeKeyPage apiKey={key} timezone={actor.user.timezone} action={changeKey} fields={{ id: key.id }} back="/api-keys" />;
}
