import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { BackToSecurity } from '#components/account/back-to-security.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { listFactors } from '#lib/factors/manage-factors.ts';
import { forgetPhone } from '../actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('phoneRemoveTitle') };
}

/** A page instead of a dialog, so that the question is asked where no script runs too. */
export default async function RemovePhonePage() {
  const actor = await requireUser();
  if (actor.user.phone === null) redirect('/security');
  const [t, common, error, { factors }] = await Promise.all([
    getTranslations('security'),
    getTranslations('common'),
    formErrorTexts(),
    listFactors(actor),
  ]);
  return (
    <>
      <PageHeader title={t('phoneRemoveTitle')} />
      {factors.some(({ method }) => method === 'sms') ? (
        <>
          <Alert tone="neutral">{t('phoneNeeded')}</Alert>
          <BackToSecurity />
        </>
      ) : (
        <Card>
          <CardContent>
            <p className="mb-6 text-muted text-sm leading-6">{t('phoneRemoveText')}</p>
            <ActionForm action={forgetPhone} variant="danger" stepUp texts={{ submit: t('phoneRemove'), pending: t('removing'), error }}>
              <PageLink href="/security" className={buttonVariants({ variant: 'secondary' })}>
                {common('cancel')}
              </PageLink>
            </ActionForm>
          </CardContent>
        </Card>
      )}
    </>
  );
}
