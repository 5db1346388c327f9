'use client';

import { useActionState } from 'react';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { buttonVariants } from '#components/ui/button-variants.ts';

/** `wait` contains "#", which is replaced by the seconds left. */
export type ResendTexts = { question: string; ready: string; wait: string; sent: string; error: FormErrorTexts };

const secondsBetweenMails = 30;

/** Asks for the mail or text message again; the button counts down first, the server has its own limit. */
export function ResendForm({
  action,
  texts,
  redirectTo,
  method,
}: {
  action: FormAction;
  texts: ResendTexts;
  redirectTo: string;
  method?: 'sms' | 'email';
}) {
  const [state, formAction] = useActionState(action, initialFormState);
  return (
    <form action={formAction} data-mails className="text-center text-muted text-sm">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="redirect_to" value={redirectTo} />
      {method ? <input type="hidden" name="method" value={method} /> : null}
      {state.outcome === 'sent' ? (
        <p role="status" className="mb-2 text-success-text">
          {texts.sent}
        </p>
      ) : null}
      {texts.question}{' '}
      <button
        key={state.attempt}
        type="submit"
        data-countdown={secondsBetweenMails}
        data-wait-label={texts.wait}
        data-ready-label={texts.ready}
        suppressHydrationWarning
        className={`${buttonVariants({ variant: 'link', size: 'text' })} tabular-nums aria-disabled:cursor-default aria-disabled:text-faint aria-disabled:no-underline`}
      >
        <span data-countdown-label suppressHydrationWarning>
          {texts.ready}
        </span>
      </button>
    </form>
  );
}
