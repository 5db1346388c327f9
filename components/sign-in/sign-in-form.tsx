import type { ReactNode } from 'react';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

type SignInFormProps = {
  state: FormState;
  action: (form: FormData) => void;
  texts: { submit: string; pending: string; error: FormErrorTexts };
  /** Values that are sent along unseen, such as `redirect_to`. */
  hidden: Record<string, string | undefined>;
  /** True where it sends a mail or a text message. */
  mails?: boolean;
  children?: ReactNode;
};

/** A form of the sign-in pages: what went wrong, the fields, and one wide button. */
export function SignInForm({ state, action, texts, hidden, mails, children }: SignInFormProps) {
  return (
    <form key={state.attempt} action={action} data-mails={mails || undefined} className="group">
      <FormError problem={state.problem} texts={texts.error} />
      {Object.entries(hidden).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
      <div className="space-y-5">
        {children}
        <SubmitButton size="large" className="w-full" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
