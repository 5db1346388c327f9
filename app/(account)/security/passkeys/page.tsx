import type { Metadata } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getMessages, getTranslations } from 'next-intl/server';
import { addPasskeyTexts } from '#app/actions/add-passkey-texts.ts';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { AddPasskey } from '#components/account/add-passkey.tsx';
import { AskForPasskey } from '#components/account/ask-for-passkey.tsx';
import { BackToEnrolment } from '#components/account/back-to-enrolment.tsx';
import { BackToSecurity } from '#components/account/back-to-security.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { isEnrolmentAsked } from '#lib/factors/factor-requirement.ts';
import { listFactors } from '#lib/factors/manage-factors.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';
import { listPasskeys } from '#lib/passkeys/manage-passkeys.ts';
import { askForPasskey, askNoPasskey } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('passkeys');
  return { title: t('askTitle') };
}

/** Passkeys as the second step after the password: add one, switch it on, switch it off. */
export default async function PasskeyFactorPage() {
  const actor = await requireUser({ duringEnrolment: true });
  const [t, messages, error, texts, passkeys, { factors }] = await Promise.all([
    getTranslations('passkeys'),
    getMessages(),
    formErrorTexts(),
    addPasskeyTexts(),
    listPasskeys(actor),
    listFactors(actor),
  ]);
  const isOn = factors.some(({ method }) => method === 'passkey');
  return (
    <>
      <PageHeader title={t('askTitle')} subtitle={t('askSubtitle')} />
      {passkeys.length === 0 && !isOn ? (
        <Card>
          <CardContent>
            <p className="mb-6 max-w-2xl text-muted text-sm leading-6">{t('text')}</p>
            <AddPasskey texts={texts} next="/security/passkeys" variant="primary" />
          </CardContent>
        </Card>
      ) : (
        <NextIntlClientProvider messages={pickMessages(messages, ['passkeys', 'security', 'common'])}>
          <AskForPasskey action={askForPasskey} isOn={isOn}>
            <p className="mb-6 max-w-2xl text-muted text-sm leading-6">{t('askNoText')}</p>
            <ActionForm action={askNoPasskey} stepUp texts={{ submit: t('askNo'), pending: t('saving'), error }} />
          </AskForPasskey>
        </NextIntlClientProvider>
      )}
      {isEnrolmentAsked(actor.factorRequirement) ? <BackToEnrolment /> : <BackToSecurity />}
    </>
  );
}
