import type { ComponentProps } from 'react';
import { inputClasses } from '#components/ui/input-classes.ts';
import { describedBy, FieldLabel, FieldMessage } from './field.tsx';

type TextAreaFieldProps = Omit<ComponentProps<'textarea'>, 'id' | 'className' | 'name'> & {
  name: string;
  label: string;
  hint?: string;
  error?: string;
};

/** Several lines of text. */
export function TextAreaField({ name, label, hint, error, ...textarea }: TextAreaFieldProps) {
  return (
    <div>
      <FieldLabel name={name} label={label} />
      <textarea
        id={name}
        name={name}
        className={`${inputClasses} h-auto min-h-24 py-2.5`}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(name, hint, error)}
        {...textarea}
      />
      <FieldMessage name={name} hint={hint} error={error} />
    </div>
  );
}
