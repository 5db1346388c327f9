'use client';

import { type ReactNode, useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { Alert } from '#components/ui/alert.tsx';
import type { ButtonVariants } from '#components/ui/button-variants.ts';
import { PasskeyFields, type PasskeyOptions, type PasskeyTexts, passkeyFormData } from './passkey-fields.tsx';

type PasskeyFormProps = {
  action: FormAction;
  options: PasskeyOptions;
  redirectTo: string;
  nonce: string | undefined;
  texts: PasskeyTexts & { trust?: string; unsupported?: string; error: FormErrorTexts };
  /** Also offered among what the browser fills into the field of the name. */
  autofill?: boolean;
  variant?: ButtonVariants['variant'];
  children?: ReactNode;
};

/** Asks for a passkey. Where it cannot work, without scripts or in an old browser, it is not there, or says so. */
export function PasskeyForm({ action, options, redirectTo, nonce, texts, autofill, variant, children }: PasskeyFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  return (
    <>
      <form
        key={state.attempt}
        action={formAction}
        {...passkeyFormData(options)}
        data-passkey-autofill={autofill ? '' : undefined}
        className="group no-passkeys:hidden unscripted:hidden"
      >
        <FormError problem={state.problem} texts={texts.error} />
        <input type="hidden" name="redirect_to" value={redirectTo} />
        <input type="hidden" name="method" value="passkey" />
        <input type="hidden" name="remember_me" defaultValue="" />
        {texts.trust ? (
          <div className="mb-5">
            <CheckboxField name="trust_device" label={texts.trust} defaultChecked={state.values.trust_device === 'on'} />
          </div>
        ) : null}
        <PasskeyFields texts={texts} nonce={nonce} variant={variant} size="large">
          {children}
        </PasskeyFields>
      </form>
      {texts.unsupported ? (
        <Alert tone="neutral" className="no-passkeys:block hidden unscripted:block">
          {texts.unsupported}
        </Alert>
      ) : null}
    </>
  );
}
