import { ArrowLeft } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { buttonVariants } from '#components/ui/button-variants.ts';

/** The way back from setting up a required second factor. A whole page load: what is open has changed meanwhile. */
export async function BackToEnrolment() {
  const t = await getTranslations('secondFactor');
  return (
    <p className="mt-6 print:hidden">
      <a href="/second-factor" className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
        <ArrowLeft aria-hidden className="size-4" />
        {t('back')}
      </a>
    </p>
  );
}
