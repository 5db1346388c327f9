import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { setUpEmailCodes } from '../code-factor-actions.ts';
import { CodeFactorPage } from '../code-factor-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('emailSetUpTitle') };
}

export default function EmailCodesPage() {
  return <CodeFactorPage method="email" action={setUpEmailCodes} />;
}
