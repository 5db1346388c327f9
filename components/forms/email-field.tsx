import { Field } from './field.tsx';
import type { FormState } from './form-state.ts';

type EmailFieldProps = {
  label: string;
  state: FormState;
  /** `username` where the address says who somebody is, so that password managers know it. */
  autoComplete: 'email' | 'username';
  /** What stands there before anything was typed. */
  email?: string;
  focus: boolean;
};

/** An address, as it is asked for everywhere. */
export function EmailField({ label, state, autoComplete, email, focus }: EmailFieldProps) {
  return (
    <Field
      name="email"
      label={label}
      type="email"
      required
      maxLength={320}
      autoComplete={autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      defaultValue={state.values.email ?? email}
      error={state.fields.email}
      focus={focus}
    />
  );
}
