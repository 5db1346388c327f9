import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { removeTextMessages } from '../../code-factor-actions.ts';
import { RemoveCodeFactorPage } from '../../code-factor-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('smsRemoveTitle') };
}

export default function RemoveTextMessagesPage() {
  return <RemoveCodeFactorPage method="sms" action={removeTextMessages} />;
}
