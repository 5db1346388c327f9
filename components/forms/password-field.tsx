import { Eye, EyeOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { inputClasses } from '#components/ui/input-classes.ts';
import { describedBy, FieldLabel, FieldMessage } from './field.tsx';
import { PasswordStrength, type StrengthTexts } from './password-strength.tsx';

export type PasswordTexts = { label: string; show: string; hide: string; capsLock: string; hint?: string; strength?: StrengthTexts };

type PasswordFieldProps = {
  name: string;
  texts: PasswordTexts;
  autoComplete: 'current-password' | 'new-password';
  error?: string;
  aside?: ReactNode;
  focus?: boolean;
};

/**
 * Password input with show / hide and a caps-lock hint; paste is never blocked.
 * These comforts, and how strong a new password is, come from /page-enhancements.js, so the button is hidden where no script runs.
 */
export function PasswordField({ name, texts, autoComplete, error, aside, focus }: PasswordFieldProps) {
  return (
    <div data-password>
      <FieldLabel name={name} label={texts.label} aside={aside} />
      <div className="relative">
        <input
          id={name}
          name={name}
          type="password"
          required
          maxLength={512}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          className={`${inputClasses} pr-12`}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(name, texts.hint, error)}
          // biome-ignore lint/a11y/noAutofocus: after a refused form the focus belongs on the first mistake (WCAG 3.3.1)
          autoFocus={focus}
        />
        <button
          type="button"
          data-password-toggle
          aria-pressed="false"
          aria-controls={name}
          aria-label={texts.show}
          title={texts.show}
          data-hide-title={texts.hide}
          data-show-title={texts.show}
          suppressHydrationWarning
          className="group absolute inset-y-1 right-1 flex w-10 unscripted:hidden items-center justify-center rounded-lg text-faint transition-colors hover:text-ink"
        >
          <Eye aria-hidden className="size-[1.125rem] group-aria-pressed:hidden" />
          <EyeOff aria-hidden className="hidden size-[1.125rem] group-aria-pressed:block" />
        </button>
      </div>
      <p
        role="status"
        data-caps-lock={texts.capsLock}
        suppressHydrationWarning
        className="text-[0.8125rem] text-warning-text leading-5 not-empty:mt-1.5"
      />
      {texts.strength ? <PasswordStrength texts={texts.strength} /> : null}
      <FieldMessage name={name} hint={texts.hint} error={error} />
    </div>
  );
}
