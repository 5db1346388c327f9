import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { scopeGroups } from '#app/actions/key-texts.ts';
import { MakeKeyPage } from '#app/make-key-page.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { makeKey } from '../actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('makeTitle') };
}

export default async function NewApiKeyPage() {
  const actor = await requireUser();
  const [t, groups] = await Promise.all([getTranslations('apiKeys'), scopeGroups(actor.permissions, 'user')]);
  return <MakeKeyPage text={t('makeText')} action={makeKey} groups={groups} back="/api-keys" />;
}
