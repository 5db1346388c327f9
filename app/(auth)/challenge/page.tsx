import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { FactorCodeForm } from '#components/sign-in/factor-code-form.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { currentChallenge } from '#lib/auth/current-challenge.ts';
import { currentActor } from '#lib/auth/require.ts';
import { safeRedirect, withRedirect } from '#lib/auth/safe-redirect.ts';
import { proveSecondFactor } from './actions.ts';

type ChallengePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('challenge');
  return { title: t('title') };
}

const link = `${buttonVariants({ variant: 'link', size: 'text' })} text-sm`;

/** The second step of a sign-in whose first one was right. */
export default async function ChallengePage({ searchParams }: ChallengePageProps) {
  const [query, t, error, challenge] = await Promise.all([
    searchParams,
    getTranslations('challenge'),
    formErrorTexts(),
    currentChallenge(),
  ]);
  const redirectTo = safeRedirect(query.redirect_to);
  if (!challenge) redirect((await currentActor()) ? redirectTo : withRedirect('/login?notice=challenge_expired', redirectTo));
  const method = query.method === 'backup_code' && challenge.methods.includes('backup_code') ? 'backup_code' : 'totp';
  const other = method === 'totp' ? 'backup_code' : 'totp';
  return (
    <>
      <SignInHeading title={t('title')}>{t(method === 'totp' ? 'app' : 'backup')}</SignInHeading>
      <FactorCodeForm
        action={proveSecondFactor}
        method={method}
        redirectTo={redirectTo}
        texts={{ code: t(method === 'totp' ? 'code' : 'backupCode'), trust: t('trust'), submit: t('submit'), pending: t('pending'), error }}
      />
      <div className="mt-8 space-y-3 border-line border-t pt-6 text-center">
        {challenge.methods.includes(other) ? (
          <p>
            <a href={withRedirect(other === 'totp' ? '/challenge' : '/challenge?method=backup_code', redirectTo)} className={link}>
              {t(other === 'totp' ? 'useApp' : 'useBackup')}
            </a>
          </p>
        ) : null}
        <p>
          <a href={withRedirect('/login', redirectTo)} className={link}>
            {t('somebodyElse')}
          </a>
        </p>
      </div>
    </>
  );
}
