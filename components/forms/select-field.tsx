import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { inputClasses } from '#components/ui/input-classes.ts';
import { describedBy, FieldLabel, FieldMessage } from './field.tsx';

type SelectFieldProps = Omit<ComponentProps<'select'>, 'id' | 'className' | 'name'> & {
  name: string;
  label: string;
  hint?: string;
  error?: string;
  options: { value: string; label: string }[];
};

/** A native select: long lists stay quick, and phones show their own picker. */
export function SelectField({ name, label, hint, error, options, ...select }: SelectFieldProps) {
  return (
    <div>
      <FieldLabel name={name} label={label} />
      <div className="relative">
        <select
          id={name}
          name={name}
          className={`${inputClasses} appearance-none pr-10`}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(name, hint, error)}
          {...select}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-3 size-4 text-faint" />
      </div>
      <FieldMessage name={name} hint={hint} error={error} />
    </div>
  );
}
