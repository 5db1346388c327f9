import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { removeEmailCodes } from '../../code-factor-actions.ts';
import { RemoveCodeFactorPage } from '../../code-factor-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('emailRemoveTitle') };
}

export default function RemoveEmailCodesPage() {
  return <RemoveCodeFactorPage method="email" action={removeEmailCodes} />;
}
