'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, firstMistake, initialFormState } from '#components/forms/form-state.ts';
import { PasswordField, type PasswordTexts } from '#components/forms/password-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';

export type LoginTexts = {
  identifier: string;
  password: PasswordTexts;
  forgot: string;
  remember: string;
  submit: string;
  pending: string;
  lastUsed: string;
  error: FormErrorTexts;
};

type LoginFormProps = {
  action: FormAction;
  texts: LoginTexts;
  redirectTo: string;
  identifier: string;
  forgotHref: string;
  lastUsed: boolean;
};

export function LoginForm({ action, texts, redirectTo, identifier, forgotHref, lastUsed }: LoginFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const mistake = firstMistake(state, ['identifier', 'password']);
  const known = state.values.identifier ?? identifier;
  return (
    <form key={state.attempt} action={formAction} className="group">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="redirect_to" value={redirectTo} />
      <div className="space-y-5">
        <Field
          name="identifier"
          label={texts.identifier}
          type="text"
          required
          maxLength={320}
          autoComplete="username webauthn"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          defaultValue={known}
          error={state.fields.identifier}
          focus={mistake === 'identifier'}
        />
        <PasswordField
          name="password"
          texts={texts.password}
          autoComplete="current-password"
          error={state.fields.password}
          focus={mistake === 'password' || (mistake === null && state.problem !== null)}
          aside={
            <a href={forgotHref} className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
              {texts.forgot}
            </a>
          }
        />
        <CheckboxField name="remember_me" label={texts.remember} defaultChecked={state.values.remember_me === 'on'} />
        <SubmitButton size="large" className="relative w-full" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
      {lastUsed ? <p className="mt-3 text-center text-faint text-xs">{texts.lastUsed}</p> : null}
    </form>
  );
}
