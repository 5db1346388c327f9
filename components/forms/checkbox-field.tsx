import type { ReactNode } from 'react';

type CheckboxFieldProps = {
  name: string;
  /** What the form sends where it is ticked. */
  value?: string;
  label: ReactNode;
  error?: string;
  required?: boolean;
  defaultChecked?: boolean;
  disabled?: boolean;
};

export function CheckboxField({ name, value = 'on', label, error, required, defaultChecked, disabled }: CheckboxFieldProps) {
  return (
    <div>
      <label className="flex cursor-pointer items-start gap-3 text-muted text-sm leading-6 has-disabled:cursor-default">
        <input
          type="checkbox"
          name={name}
          value={value}
          required={required}
          defaultChecked={defaultChecked}
          disabled={disabled}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${name}-error` : undefined}
          className="peer sr-only"
        />
        <span
          aria-hidden
          className="mt-[3px] flex size-[1.125rem] shrink-0 items-center justify-center rounded-[0.3125rem] border border-line-strong bg-surface text-transparent transition-colors peer-checked:border-accent peer-checked:bg-accent peer-checked:text-accent-ink peer-focus-visible:outline-2 peer-focus-visible:outline-accent peer-focus-visible:outline-offset-2 peer-aria-invalid:border-danger peer-disabled:border-line peer-disabled:bg-sunken peer-disabled:peer-checked:text-muted"
        >
          <svg
            viewBox="0 0 12 12"
            className="size-3"
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden="true"
          >
            <path d="m2.5 6.5 2.5 2.5 4.5-5.5" />
          </svg>
        </span>
        <span>{label}</span>
      </label>
      {error ? (
        <p id={`${name}-error`} className="mt-1.5 font-medium text-[0.8125rem] text-danger-text leading-5">
          {error}
        </p>
      ) : null}
    </div>
  );
}
