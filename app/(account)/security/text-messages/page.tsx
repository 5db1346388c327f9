import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { setUpTextMessages } from '../code-factor-actions.ts';
import { CodeFactorPage } from '../code-factor-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('smsSetUpTitle') };
}

export default function TextMessagesPage() {
  return <CodeFactorPage method="sms" action={setUpTextMessages} />;
}
