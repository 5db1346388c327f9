import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getFormatter, getTranslations } from 'next-intl/server';
import { signOut } from '#app/actions/sign-out.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { FactorChoices } from '#components/sign-in/factor-choices.tsx';
import { SignInHeading } from '#components/sign-in/sign-in-heading.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { enrollableFactors } from '#lib/factors/enrollable-factors.ts';
import { setUpLater } from './actions.ts';

type SecondFactorPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const dayMilliseconds = 24 * 60 * 60 * 1000;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('secondFactor');
  return { title: t('title') };
}

/** Where somebody is led who must have a second factor and has none. */
export default async function SecondFactorPage({ searchParams }: SecondFactorPageProps) {
  const [query, actor, t, common, format] = await Promise.all([
    searchParams,
    requireUser({ duringEnrolment: true }),
    getTranslations('secondFactor'),
    getTranslations('common'),
    getFormatter(),
  ]);
  const { factorRequirement: requirement } = actor;
  const redirectTo = safeRedirect(query.redirect_to);
  if (requirement.status !== 'grace' && requirement.status !== 'overdue') redirect(redirectTo);
  const methods = await enrollableFactors(actor);
  const until = requirement.status === 'grace' ? requirement.until : null;
  return (
    <>
      <SignInHeading title={t('title')}>
        {until ? t('grace', { until: format.dateTime(until, { dateStyle: 'long', timeZone: actor.user.timezone }) }) : t('overdue')}
      </SignInHeading>
      <FactorChoices choices={methods.map((method) => ({ method, title: t(`${method}.title`), text: t(`${method}.text`) }))} />
      <div className="mt-8 space-y-3 border-line border-t pt-6 text-center">
        {until ? (
          <form action={setUpLater} className="group">
            <input type="hidden" name="redirect_to" value={redirectTo} />
            <SubmitButton variant="secondary" className="w-full" pendingLabel={t('later', { count: daysUntil(until) })}>
              {t('later', { count: daysUntil(until) })}
            </SubmitButton>
          </form>
        ) : null}
        <form action={signOut} className="group">
          <SubmitButton variant="ghost" className="w-full" pendingLabel={common('signingOut')}>
            {common('signOut')}
          </SubmitButton>
        </form>
      </div>
    </>
  );
}

function daysUntil(date: Date): number {
  return Math.ceil((date.getTime() - Date.now()) / dayMilliseconds);
}
