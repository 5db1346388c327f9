import { ArrowRight } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { buttonVariants } from '#components/ui/button-variants.ts';

/** The way on from setting up a required second factor. A whole page load: what is open has changed meanwhile. */
export async function BackToEnrolment() {
  const t = await getTranslations('secondFactor');
  return (
    <p className="mt-6 print:hidden">
      <a href="/second-factor" className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
        {t('continue')}
        <ArrowRight aria-hidden className="size-4" />
      </a>
    </p>
  );
}
