import { redirect } from 'next/navigation';
import { NextIntlClientProvider } from 'next-intl';
import { getMessages, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { maskEmail } from '#app/actions/mask-email.ts';
import { maskPhone } from '#app/actions/mask-phone.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { BackToEnrolment } from '#components/account/back-to-enrolment.tsx';
import { BackToSecurity } from '#components/account/back-to-security.tsx';
import { CodeFactorSetup, type CodeSetupState } from '#components/account/code-factor-setup.tsx';
import type { FormAction } from '#components/forms/form-state.ts';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { InboxHint } from '#components/sign-in/inbox-hint.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { isEnrolmentAsked } from '#lib/factors/factor-requirement.ts';
import { listFactors } from '#lib/factors/manage-factors.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';

type Method = 'sms' | 'email';

/** Sets codes up that we send. */
export async function CodeFactorPage({
  method,
  action,
}: {
  method: Method;
  action: (previous: CodeSetupState, form: FormData) => Promise<CodeSetupState>;
}) {
  const actor = await requireUser({ duringEnrolment: true });
  const [t, messages, { factors }] = await Promise.all([getTranslations('security'), getMessages(), listFactors(actor)]);
  const { email, phone, phoneVerifiedAt } = actor.user;
  if (method === 'sms' && !phoneVerifiedAt) redirect('/security/phone');
  const place = method === 'sms' ? maskPhone(phone ?? '') : maskEmail(email ?? '');
  return (
    <>
      <PageHeader title={t(`${method}SetUpTitle`)} subtitle={t(`${method}SetUpText`, { place })} />
      <NextIntlClientProvider messages={pickMessages(messages, ['security', 'common'])}>
        <CodeFactorSetup action={action} method={method} isOn={factors.some((factor) => factor.method === method)} />
      </NextIntlClientProvider>
      <InboxHint channel={method} />
      {isEnrolmentAsked(actor.factorRequirement) ? <BackToEnrolment /> : <BackToSecurity />}
    </>
  );
}

/** A page instead of a dialog, so that the question is asked where no script runs too. */
export async function RemoveCodeFactorPage({ method, action }: { method: Method; action: FormAction }) {
  const { factors } = await listFactors(await requireUser());
  if (!factors.some((factor) => factor.method === method)) redirect('/security');
  const [t, common, error] = await Promise.all([getTranslations('security'), getTranslations('common'), formErrorTexts()]);
  return (
    <>
      <PageHeader title={t(`${method}RemoveTitle`)} />
      <Card>
        <CardContent>
          <p className="mb-6 text-muted text-sm leading-6">{t(factors.length > 1 ? 'removeOneText' : 'removeText')}</p>
          <ActionForm action={action} variant="danger" stepUp texts={{ submit: t('switchOff'), pending: t('switchingOff'), error }}>
            <PageLink href="/security" className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </ActionForm>
        </CardContent>
      </Card>
    </>
  );
}
