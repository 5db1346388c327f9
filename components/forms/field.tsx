import type { ComponentProps, ReactNode } from 'react';
import { inputClasses } from '#components/ui/input-classes.ts';

type FieldProps = Omit<ComponentProps<'input'>, 'id' | 'className' | 'name'> & {
  name: string;
  label: string;
  hint?: string;
  error?: string;
  /** Something at the end of the label's line, such as a "forgot?" link. */
  aside?: ReactNode;
  /** Put the focus here, because this is the first field with a mistake. */
  focus?: boolean;
};

/** Ids for the message of a field, the same on server and client. */
export function describedBy(name: string, hint: string | undefined, error: string | undefined): string | undefined {
  return [error ? `${name}-error` : null, hint ? `${name}-hint` : null].filter(Boolean).join(' ') || undefined;
}

/** Label, one-line input, hint and mistake, tied together for screen readers. */
export function Field({ name, label, hint, error, aside, focus, ...input }: FieldProps) {
  return (
    <div>
      <FieldLabel name={name} label={label} aside={aside} />
      <input
        id={name}
        name={name}
        className={inputClasses}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(name, hint, error)}
        // biome-ignore lint/a11y/noAutofocus: after a refused form the focus belongs on the first mistake (WCAG 3.3.1)
        autoFocus={focus}
        {...input}
      />
      <FieldMessage name={name} hint={hint} error={error} />
    </div>
  );
}

export function FieldLabel({ name, label, aside }: { name: string; label: string; aside?: ReactNode }) {
  return (
    <div className="mb-1.5 flex items-baseline justify-between gap-4">
      <label htmlFor={name} className="font-medium text-ink text-sm">
        {label}
      </label>
      {aside}
    </div>
  );
}

export function FieldMessage({ name, hint, error }: { name: string; hint?: string; error?: string }) {
  return (
    <>
      {error ? (
        <p id={`${name}-error`} className="mt-1.5 font-medium text-[0.8125rem] text-danger-text leading-5">
          {error}
        </p>
      ) : null}
      {hint ? (
        <p id={`${name}-hint`} className="mt-1.5 text-[0.8125rem] text-muted leading-5">
          {hint}
        </p>
      ) : null}
    </>
  );
}
