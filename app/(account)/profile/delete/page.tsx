import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getFormatter, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { DeleteAccountForm } from '#components/account/delete-account-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { newEraseAt } from '#lib/accounts/new-erase-at.ts';
import { requireUser } from '#lib/auth/require.ts';
import { describeStepUp } from '#lib/auth/step-up.ts';
import { deleteAccount } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('deleteAccount');
  return { title: t('title') };
}

const steps = ['now', 'until', 'then', 'stays'] as const;

/** Says what goes and when, and asks for it in a way that cannot be a slip. */
export default async function DeleteAccountPage() {
  const actor = await requireUser();
  const { user } = actor;
  const [t, format, common, error, eraseAt, { isFresh }] = await Promise.all([
    getTranslations('deleteAccount'),
    getFormatter(),
    getTranslations('common'),
    formErrorTexts(),
    newEraseAt(),
    describeStepUp(actor),
  ]);
  // Asked before anything is typed, so that nothing typed is lost on the way.
  if (!isFresh) redirect('/step-up?redirect_to=%2Fprofile%2Fdelete');
  const date = format.dateTime(eraseAt, { dateStyle: 'long' });
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Card>
        <CardContent>
          <ul className="mb-6 max-w-2xl list-disc space-y-2 pl-5 text-muted text-sm leading-6">
            {steps.map((step) => (
              <li key={step}>{t(step, { date })}</li>
            ))}
          </ul>
          <DeleteAccountForm
            action={deleteAccount}
            texts={{
              label: t('confirmation', { text: user.email ?? user.username ?? user.id }),
              submit: t('submit'),
              pending: t('pending'),
              error,
            }}
          >
            <PageLink href="/profile" className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </DeleteAccountForm>
        </CardContent>
      </Card>
    </>
  );
}
