import { describedBy, FieldLabel, FieldMessage } from './field.tsx';

type CodeFieldProps = {
  name: string;
  /** Where a page has another field of this name, as under a dialog. */
  id?: string;
  label: string;
  hint?: string;
  error?: string;
  focus?: boolean;
};

const slots = ['1', '2', '3', '4', '5', '6'];

/** Six drawn slots, one real input: pasting, autofill from a message and screen readers see a plain field. */
export function CodeField({ name, id = name, label, hint, error, focus }: CodeFieldProps) {
  return (
    <div>
      <FieldLabel name={id} label={label} />
      <div className="code-slots max-w-88">
        <div className="code-slots-row">
          <div className="code-slots-boxes" aria-hidden>
            {slots.map((slot) => (
              <span key={slot} />
            ))}
          </div>
          <input
            id={id}
            name={name}
            data-code-input
            required
            inputMode="numeric"
            autoComplete="one-time-code"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            maxLength={16}
            aria-invalid={error ? true : undefined}
            aria-describedby={describedBy(id, hint, error)}
            // biome-ignore lint/a11y/noAutofocus: entering the code is the only thing to do on this page
            autoFocus={focus}
          />
        </div>
      </div>
      <FieldMessage name={id} hint={hint} error={error} />
    </div>
  );
}
