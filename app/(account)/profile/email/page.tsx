import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { ChangeEmailForm } from '#components/account/change-email-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { WayBack } from '#components/layout/way-back.tsx';
import { InboxHint } from '#components/sign-in/inbox-hint.tsx';
import { ResendForm } from '#components/sign-in/resend-form.tsx';
import { VerifyCodeForm } from '#components/sign-in/verify-code-form.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { describeEmail } from '#lib/accounts/change-email.ts';
import { requireUser } from '#lib/auth/require.ts';
import { describeStepUp } from '#lib/auth/step-up.ts';
import { confirmByCode, keepAddress, mailAgain, requestChange } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('changeEmail');
  return { title: t('title') };
}

const strong = (text: React.ReactNode) => <strong className="font-medium text-ink">{text}</strong>;

/** Asks for the new address, then for the code that it got. */
export default async function ChangeEmailPage() {
  const actor = await requireUser();
  const [t, error, { email, pending }, { isFresh }] = await Promise.all([
    getTranslations('changeEmail'),
    formErrorTexts(),
    describeEmail(actor),
    describeStepUp(actor),
  ]);
  // Asked before anything is typed, so that nothing typed is lost on the way.
  if (!pending && !isFresh) redirect('/step-up?redirect_to=%2Fprofile%2Femail');
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Card>
        <CardContent>
          <div className="max-w-md">
            {pending ? (
              <>
                <h2 className="font-semibold text-base">{t('waiting')}</h2>
                <p className="mt-1 mb-6 text-muted text-sm leading-6 [overflow-wrap:anywhere]">
                  {t.rich('sentTo', { email: pending.email, strong })}
                </p>
                <VerifyCodeForm
                  action={confirmByCode}
                  redirectTo="/profile"
                  texts={{ code: t('code'), submit: t('confirm'), pending: t('confirming'), error }}
                />
                <div className="mt-8 flex flex-col items-center gap-5 border-line border-t pt-6">
                  <ResendForm
                    action={mailAgain}
                    redirectTo="/profile/email"
                    texts={{ question: t('noMail'), ready: t('resend'), wait: t('resendWait'), sent: t('resent'), error }}
                  />
                  <ActionForm action={keepAddress} texts={{ submit: t('cancel'), pending: t('cancelling'), error }} />
                </div>
                <InboxHint />
              </>
            ) : (
              <>
                {email ? (
                  <p className="mb-5 text-muted text-sm leading-6 [overflow-wrap:anywhere]">{t.rich('current', { email, strong })}</p>
                ) : null}
                <ChangeEmailForm action={requestChange} texts={{ email: t('email'), submit: t('submit'), pending: t('pending'), error }} />
              </>
            )}
          </div>
        </CardContent>
      </Card>
      <WayBack href="/profile" label={t('back')} />
    </>
  );
}
