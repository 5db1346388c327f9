import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ReplaceKeyPage } from '#app/replace-key-page.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { rotateKey } from '../../actions.ts';
import { readKey } from '../../read-key.ts';

type RotateKeyPageProps = { params: Promise<{ api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('rotate') };
}

export default async function RotateKeyPage({ params }: RotateKeyPageProps) {
  const actor = await requireUser();
  const { id, name } = await readKey(actor, params);
  return <ReplaceKeyPage name={name} action={rotateKey} fields={{ id }} back="/api-keys" />;
}
