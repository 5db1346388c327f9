import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts, passwordTexts } from '#app/actions/form-texts.ts';
import { maskEmail } from '#app/actions/mask-email.ts';
import { maskPhone } from '#app/actions/mask-phone.ts';
import { passkeyFormProps } from '#app/actions/passkey-texts.ts';
import { signOutToRecover } from '#app/actions/sign-out.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { FactorCodeForm } from '#components/sign-in/factor-code-form.tsx';
import { InboxHint } from '#components/sign-in/inbox-hint.tsx';
import { OwnPasswordForm } from '#components/sign-in/own-password-form.tsx';
import { PasskeyForm } from '#components/sign-in/passkey-form.tsx';
import { SentCodeStep } from '#components/sign-in/sent-code-step.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { requireUser } from '#lib/auth/require.ts';
import { safeRedirect, withRedirect } from '#lib/auth/safe-redirect.ts';
import { describeStepUp } from '#lib/auth/step-up.ts';
import { answerWithStatus } from '#lib/http/response-status.ts';
import { confirmIdentity, sendStepUpCode } from './actions.ts';

type StepUpPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('stepUp');
  return { title: t('title') };
}

const link = `${buttonVariants({ variant: 'link', size: 'text' })} text-sm`;
const ways = {
  passkey: 'usePasskey',
  password: 'usePassword',
  totp: 'useApp',
  sms: 'useText',
  email: 'useMail',
  backup_code: 'useBackup',
} as const;
const explanations = { passkey: 'passkey', password: 'password', totp: 'app', backup_code: 'backup' } as const;

/** Nothing is typed in somebody else's place: what an administrator knows by heart is their own password. */
async function ProofOfTheirs({ name }: { name: string }) {
  const [t, common] = await Promise.all([getTranslations('impersonation'), getTranslations('common')]);
  answerWithStatus(403);
  return (
    <>
      <SignInHeading title={t('deniedTitle')}>{t('deniedText', { name })}</SignInHeading>
      <p className="border-line border-t pt-6 text-center">
        <a href="/dashboard" className={link}>
          {common('home')}
        </a>
      </p>
    </>
  );
}

/** Their second factor is owed and cannot be proved any more: only the recovery leads on, and it begins with a sign-in. */
async function NothingLeft() {
  const [t, common] = await Promise.all([getTranslations('stepUp'), getTranslations('common')]);
  return (
    <>
      <SignInHeading title={t('title')}>{t('nothingLeft')}</SignInHeading>
      <form action={signOutToRecover} className="group">
        <SubmitButton className="w-full" pendingLabel={common('signingOut')}>
          {t('recover')}
        </SubmitButton>
      </form>
      <p className="mt-8 border-line border-t pt-6 text-center">
        <a href="/security" className={link}>
          {t('back')}
        </a>
      </p>
    </>
  );
}

/** Asks somebody who is signed in to prove it again, before a change to how their account is protected. */
export default async function StepUpPage({ searchParams }: StepUpPageProps) {
  const actor = await requireUser({ duringEnrolment: true });
  if (actor.impersonator) return <ProofOfTheirs name={actor.user.name ?? actor.user.email ?? ''} />;
  const [query, t, error, password, { isFresh, methods }, passkey] = await Promise.all([
    searchParams,
    getTranslations('stepUp'),
    formErrorTexts(),
    passwordTexts('current'),
    describeStepUp(actor),
    passkeyFormProps('confirm'),
  ]);
  const redirectTo = safeRedirect(query.redirect_to);
  if (isFresh) redirect(redirectTo);
  const [first] = methods;
  if (!first) return <NothingLeft />;
  const method = methods.find((name) => name === query.method) ?? first;
  const others = methods.filter((name) => name !== method);
  const email = actor.user.email ?? '';
  const texts = { submit: t('submit'), pending: t('pending'), error };
  return (
    <>
      <SignInHeading title={t('title')}>
        {method === 'email' || method === 'sms'
          ? t.rich(method, {
              place: method === 'email' ? maskEmail(email) : maskPhone(actor.user.phone ?? ''),
              strong: (text) => <strong className="font-medium text-ink">{text}</strong>,
            })
          : t(explanations[method])}
      </SignInHeading>
      {method === 'passkey' ? (
        <PasskeyForm action={confirmIdentity} options={{ path: '/auth/step-up', body: {} }} redirectTo={redirectTo} {...passkey} />
      ) : method === 'password' ? (
        <OwnPasswordForm action={confirmIdentity} email={email} redirectTo={redirectTo} texts={{ password, ...texts }} />
      ) : method === 'email' || method === 'sms' ? (
        <SentCodeStep
          send={sendStepUpCode}
          confirm={confirmIdentity}
          method={method}
          redirectTo={redirectTo}
          texts={{
            ...texts,
            code: t('code'),
            send: t(method === 'email' ? 'send' : 'sendText'),
            sending: t('sending'),
            resend: {
              question: t(method === 'email' ? 'noMail' : 'noText'),
              ready: t('resend'),
              wait: t('resendWait'),
              sent: t('sent'),
              error,
            },
          }}
        />
      ) : (
        <FactorCodeForm
          action={confirmIdentity}
          method={method}
          redirectTo={redirectTo}
          texts={{ code: t(method === 'totp' ? 'code' : 'backupCode'), ...texts }}
        />
      )}
      <div className="mt-8 space-y-3 border-line border-t pt-6 text-center">
        {others.map((other) => (
          <p key={other}>
            <a href={withRedirect(`/step-up?method=${other}`, redirectTo)} className={link}>
              {t(ways[other])}
            </a>
          </p>
        ))}
        <p>
          <a href="/security" className={link}>
            {t('back')}
          </a>
        </p>
      </div>
      {method === 'email' || method === 'sms' ? <InboxHint channel={method} /> : null}
    </>
  );
}
