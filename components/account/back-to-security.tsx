import { ArrowLeft } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';

/** The way back from one of its pages. */
export async function BackToSecurity() {
  const t = await getTranslations('security');
  return (
    <p className="mt-6 print:hidden">
      <PageLink href="/security" className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
        <ArrowLeft aria-hidden className="size-4" />
        {t('back')}
      </PageLink>
    </p>
  );
}
