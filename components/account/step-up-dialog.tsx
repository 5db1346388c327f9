'use client';

import { type AbstractIntlMessages, type Locale, NextIntlClientProvider, useTranslations } from 'next-intl';
import { Dialog } from 'radix-ui';
import { useActionState, useEffect, useState } from 'react';
import { CodeField } from '#components/forms/code-field.tsx';
import { Field } from '#components/forms/field.tsx';
import { FormError } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { PasswordField } from '#components/forms/password-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { PasskeyFields, passkeyFormData } from '#components/sign-in/passkey-fields.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';

export type StepUpState = { methods: StepUpMethod[]; locale: Locale; messages: AbstractIntlMessages };
type StepUpMethod = 'passkey' | 'password' | 'totp' | 'sms' | 'email' | 'backup_code';

/**
 * Sends a code where one has to be sent; checks what was entered and answers `fresh_until`; signs out to where the recovery
 * begins.
 */
export type StepUpActions = { send: FormAction; confirm: FormAction; recover: () => Promise<void> };

type StepUpDialogProps = StepUpActions & {
  stepUp: StepUpState;
  email: string;
  /** Called with the moment until which the proof counts (ISO 8601). */
  onConfirmed: (freshUntil: string) => void;
  onCancel: () => void;
};

const explanations = {
  passkey: 'passkey',
  password: 'password',
  totp: 'app',
  backup_code: 'backup',
  sms: 'texted',
  email: 'mailed',
} as const;
const otherWays = {
  passkey: 'usePasskey',
  password: 'usePassword',
  totp: 'useApp',
  backup_code: 'useBackup',
  sms: 'useText',
  email: 'useMail',
} as const;

/** Asks for the strongest proof the person has, over the page they are on. It brings its texts along: most pages never need them. */
export function StepUpDialog({ stepUp, onCancel, ...proof }: StepUpDialogProps) {
  return (
    <NextIntlClientProvider locale={stepUp.locale} messages={stepUp.messages}>
      <Dialog.Root open onOpenChange={(open) => (open ? undefined : onCancel())}>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-black/45 backdrop-blur-[2px]" />
          <Dialog.Content className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[min(27rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 animate-fade overflow-y-auto rounded-card border border-line bg-raised p-6 shadow-overlay">
            <Choice methods={stepUp.methods} {...proof} />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </NextIntlClientProvider>
  );
}

type ChoiceProps = StepUpActions & { methods: StepUpMethod[]; email: string; onConfirmed: (freshUntil: string) => void };

function Choice({ methods, recover, ...proof }: ChoiceProps) {
  const t = useTranslations('stepUp');
  const [chosen, setChosen] = useState<StepUpMethod | null>(null);
  const method = chosen ?? methods[0];
  const link = buttonVariants({ variant: 'link', size: 'text' });
  return (
    <>
      <Dialog.Title className="font-semibold text-ink text-lg tracking-tight">{t('title')}</Dialog.Title>
      <Dialog.Description className="mt-2 text-muted text-sm leading-6">
        {t(method ? explanations[method] : 'nothingLeft')}
      </Dialog.Description>
      {method ? <ProofForm key={method} method={method} {...proof} /> : <RecoverForm recover={recover} />}
      <div className="mt-5 space-y-2 border-line border-t pt-4 text-center text-sm">
        {methods
          .filter((other) => other !== method)
          .map((other) => (
            <p key={other}>
              <button type="button" className={link} onClick={() => setChosen(other)}>
                {t(otherWays[other])}
              </button>
            </p>
          ))}
        <p>
          <Dialog.Close className={link}>{t('cancel')}</Dialog.Close>
        </p>
      </div>
    </>
  );
}

/** For somebody with nothing left to prove it with. */
function RecoverForm({ recover }: Pick<StepUpActions, 'recover'>) {
  const t = useTranslations();
  return (
    <form action={recover} className="group mt-5">
      <SubmitButton className="w-full" pendingLabel={t('common.signingOut')}>
        {t('stepUp.recover')}
      </SubmitButton>
    </form>
  );
}

type ProofFormProps = Omit<StepUpActions, 'recover'> & { method: StepUpMethod; email: string; onConfirmed: (freshUntil: string) => void };

function ProofForm({ method, email, send, confirm, onConfirmed }: ProofFormProps) {
  const t = useTranslations();
  const [sent, sendAction] = useActionState(send, initialFormState);
  const [state, confirmAction] = useActionState(confirm, initialFormState);
  const freshUntil = state.outcome === 'confirmed' ? state.values.fresh_until : undefined;
  useEffect(() => {
    if (freshUntil) onConfirmed(freshUntil);
  }, [freshUntil, onConfirmed]);
  const error = { requestId: t('common.requestId') };
  if ((method === 'email' || method === 'sms') && sent.outcome !== 'sent') {
    return (
      <form action={sendAction} className="group mt-5">
        <FormError problem={sent.problem} texts={error} />
        <input type="hidden" name="method" value={method} />
        <SubmitButton className="w-full" pendingLabel={t('stepUp.sending')}>
          {t(method === 'sms' ? 'stepUp.sendText' : 'stepUp.send')}
        </SubmitButton>
      </form>
    );
  }
  if (method === 'passkey') {
    const options = { path: '/auth/step-up', body: {} };
    const texts = { submit: t('passkey.confirm'), pending: t('passkey.pending'), failed: t('passkey.failed') };
    return (
      <form key={state.attempt} action={confirmAction} {...passkeyFormData(options)} className="group mt-5">
        <FormError problem={state.problem} texts={error} />
        <input type="hidden" name="method" value={method} />
        <PasskeyFields texts={texts} />
      </form>
    );
  }
  return (
    <form key={state.attempt} action={confirmAction} className="group mt-5 space-y-4">
      <FormError problem={state.problem} texts={error} />
      <input type="hidden" name="method" value={method} />
      {method === 'password' ? (
        <>
          <input type="text" name="username" autoComplete="username" defaultValue={email} readOnly hidden />
          <PasswordField
            name="password"
            autoComplete="current-password"
            texts={{
              label: t('password.label'),
              show: t('password.show'),
              hide: t('password.hide'),
              capsLock: t('password.capsLock'),
            }}
            error={state.fields.password}
            focus
          />
        </>
      ) : method === 'backup_code' ? (
        <Field
          name="code"
          label={t('stepUp.backupCode')}
          required
          maxLength={32}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          error={state.fields.code}
          focus
        />
      ) : (
        <CodeField name="code" id="step-up-code" label={t('stepUp.code')} error={state.fields.code} focus />
      )}
      <SubmitButton className="w-full" pendingLabel={t('stepUp.pending')}>
        {t('stepUp.submit')}
      </SubmitButton>
    </form>
  );
}
