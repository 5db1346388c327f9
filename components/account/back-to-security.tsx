import { getTranslations } from 'next-intl/server';
import { WayBack } from '#components/layout/way-back.tsx';

/** The way back from one of its pages. */
export async function BackToSecurity() {
  const t = await getTranslations('security');
  return <WayBack href="/security" label={t('back')} />;
}
