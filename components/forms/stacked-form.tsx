import type { ReactNode } from 'react';
import { FormError, type FormErrorTexts } from './form-error.tsx';
import type { FormState } from './form-state.ts';
import { SubmitButton } from './submit-button.tsx';

type StackedFormProps = {
  state: FormState;
  /** What `useActionState` gave beside the state. */
  action: (form: FormData) => void;
  /** What the action has to know besides, by field. */
  hidden?: Record<string, string>;
  texts: { submit: string; pending: string; error: FormErrorTexts };
  /** Other ways on, beside the button. */
  others?: ReactNode;
  children: ReactNode;
};

/** A form for a thing with a few fields, one below the other. It asks for a fresh proof first and begins afresh with each answer. */
export function StackedForm({ state, action, hidden = {}, texts, others, children }: StackedFormProps) {
  return (
    <form key={state.attempt} action={action} data-step-up="" className="group max-w-2xl space-y-6">
      <FormError problem={state.problem} texts={texts.error} />
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      <div className="flex flex-wrap gap-3">
        <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
        {others}
      </div>
    </form>
  );
}
