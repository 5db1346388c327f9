import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getFormatter, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { InboxHint } from '#components/sign-in/inbox-hint.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { currentChallenge } from '#lib/auth/current-challenge.ts';
import { currentRecovery } from '#lib/auth/current-recovery.ts';
import { signInPath } from '#lib/auth/page-pool.ts';
import { env } from '#lib/env.ts';
import { mailRecoveryLink } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('recovery');
  return { title: t('title') };
}

const link = `${buttonVariants({ variant: 'link', size: 'text' })} text-sm`;

/** For somebody who proved the first factor and lost every second one: the explanation, the waiting, the last step. */
export default async function RecoveryPage() {
  const [t, challengeTexts, format, error, challenge, recovery] = await Promise.all([
    getTranslations('recovery'),
    getTranslations('challenge'),
    getFormatter(),
    formErrorTexts(),
    currentChallenge(),
    currentRecovery(),
  ]);
  if (!challenge || !recovery) redirect(await signInPath('/login?notice=challenge_expired', ''));
  const { state, availableAt } = recovery;
  const when = availableAt ? `${format.dateTime(availableAt, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC` : '';
  const mail = (
    <ActionForm action={mailRecoveryLink} variant="primary" texts={{ submit: t('send'), pending: t('sending'), sent: t('sent'), error }} />
  );
  return (
    <>
      {state === 'none' ? (
        <>
          <SignInHeading title={t('title')}>{t('text')}</SignInHeading>
          <ol className="mb-6 list-decimal space-y-2 pl-5 text-muted text-sm leading-6">
            <li>{t('step1', { hours: env().RECOVERY_WAIT_HOURS })}</li>
            <li>{t('step2')}</li>
            <li>{t('step3')}</li>
          </ol>
          {mail}
        </>
      ) : null}
      {state === 'waiting' ? <SignInHeading title={t('waitingTitle')}>{t('waitingText', { when })}</SignInHeading> : null}
      {state === 'available' ? (
        <>
          <SignInHeading title={t('readyTitle')}>{t('readyText')}</SignInHeading>
          {mail}
        </>
      ) : null}
      <p className="mt-8 border-line border-t pt-6 text-center">
        {challenge.methods.length > 0 ? (
          <a href={await signInPath('/challenge', '')} className={link}>
            <ArrowLeft aria-hidden className="size-4" />
            {t('back')}
          </a>
        ) : (
          <a href={await signInPath('/login', '')} className={link}>
            {challengeTexts('somebodyElse')}
          </a>
        )}
      </p>
      <InboxHint />
    </>
  );
}
