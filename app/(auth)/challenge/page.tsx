import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { maskEmail } from '#app/actions/mask-email.ts';
import { maskPhone } from '#app/actions/mask-phone.ts';
import { passkeyFormProps } from '#app/actions/passkey-texts.ts';
import { FactorCodeForm } from '#components/sign-in/factor-code-form.tsx';
import { InboxHint } from '#components/sign-in/inbox-hint.tsx';
import { PasskeyForm } from '#components/sign-in/passkey-form.tsx';
import { SentCodeStep } from '#components/sign-in/sent-code-step.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { currentChallenge } from '#lib/auth/current-challenge.ts';
import { pagePool, signInPath } from '#lib/auth/page-pool.ts';
import { currentActor } from '#lib/auth/require.ts';
import { safeRedirect, withRedirect } from '#lib/auth/safe-redirect.ts';
import { withPool } from '#lib/pools/pool-name.ts';
import { proveSecondFactor, sendCode } from './actions.ts';

type ChallengePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('challenge');
  return { title: t('title') };
}

const link = `${buttonVariants({ variant: 'link', size: 'text' })} text-sm`;
const ways = { passkey: 'usePasskey', totp: 'useApp', sms: 'useText', email: 'useMail', backup_code: 'useBackup' } as const;

const explanations = { passkey: 'passkey', totp: 'app', backup_code: 'backup' } as const;

/** The second step of a sign-in whose first one was right. */
export default async function ChallengePage({ searchParams }: ChallengePageProps) {
  const [query, t, error, challenge, passkey] = await Promise.all([
    searchParams,
    getTranslations('challenge'),
    formErrorTexts(),
    currentChallenge(),
    passkeyFormProps('confirm'),
  ]);
  const redirectTo = safeRedirect(query.redirect_to);
  const pool = await pagePool();
  const methods = challenge?.methods ?? [];
  const [first] = methods;
  if (!challenge) redirect((await currentActor()) ? redirectTo : await signInPath('/login?notice=challenge_expired', redirectTo));
  if (!first) redirect(await signInPath('/recovery', ''));
  const { contact } = challenge;
  const method = methods.find((name) => name === query.method) ?? first;
  const others = methods.filter((name) => name !== method);
  const texts = { trust: t('trust'), submit: t('submit'), pending: t('pending'), error };
  const strong = (text: React.ReactNode) => <strong className="font-medium text-ink">{text}</strong>;
  return (
    <>
      <SignInHeading title={t('title')}>
        {method === 'sms' || method === 'email'
          ? t.rich(method, { place: method === 'sms' ? maskPhone(contact.phone ?? '') : maskEmail(contact.email ?? ''), strong })
          : t(explanations[method])}
      </SignInHeading>
      {method === 'passkey' ? (
        <PasskeyForm
          action={proveSecondFactor}
          options={{ path: '/auth/2fa/challenge', body: { method } }}
          redirectTo={redirectTo}
          nonce={passkey.nonce}
          texts={{ ...passkey.texts, trust: texts.trust }}
        />
      ) : method === 'sms' || method === 'email' ? (
        <SentCodeStep
          send={sendCode}
          confirm={proveSecondFactor}
          method={method}
          redirectTo={redirectTo}
          texts={{
            ...texts,
            send: t(method === 'sms' ? 'sendText' : 'sendMail'),
            sending: t('sending'),
            code: t('code'),
            resend: {
              question: t(method === 'sms' ? 'noText' : 'noMail'),
              ready: t('resend'),
              wait: t('resendWait'),
              sent: t('sent'),
              error,
            },
          }}
        />
      ) : (
        <FactorCodeForm
          action={proveSecondFactor}
          method={method}
          redirectTo={redirectTo}
          texts={{ code: t(method === 'totp' ? 'code' : 'backupCode'), ...texts }}
        />
      )}
      <div className="mt-8 space-y-3 border-line border-t pt-6 text-center">
        {others.map((other) => (
          <p key={other}>
            <a href={withPool(withRedirect(`/challenge?method=${other}`, redirectTo), pool)} className={link}>
              {t(ways[other])}
            </a>
          </p>
        ))}
        <p>
          <a href={await signInPath('/recovery', '')} className={link}>
            {t('lostAll')}
          </a>
        </p>
        <p>
          <a href={await signInPath('/login', redirectTo)} className={link}>
            {t('somebodyElse')}
          </a>
        </p>
      </div>
      {method === 'sms' || method === 'email' ? <InboxHint channel={method} /> : null}
    </>
  );
}
