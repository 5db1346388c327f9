import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { listFactors } from '#lib/factors/manage-factors.ts';
import { removeAuthenticator } from '../actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('removeTitle') };
}

/** A page instead of a dialog, so that the question is asked where no script runs too. */
export default async function RemoveAuthenticatorPage() {
  const { factors } = await listFactors(await requireUser());
  if (!factors.some(({ method }) => method === 'totp')) redirect('/security');
  const [t, common, error] = await Promise.all([getTranslations('security'), getTranslations('common'), formErrorTexts()]);
  return (
    <>
      <PageHeader title={t('removeTitle')} />
      <Card>
        <CardContent>
          <p className="mb-6 text-muted text-sm leading-6">{t(factors.length > 1 ? 'removeOneText' : 'removeText')}</p>
          <ActionForm
            action={removeAuthenticator}
            variant="danger"
            stepUp
            texts={{ submit: t('removeSubmit'), pending: t('removing'), error }}
          >
            <PageLink href="/security" className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </ActionForm>
        </CardContent>
      </Card>
    </>
  );
}
