import { CheckboxField } from '#components/forms/checkbox-field.tsx';

/** Scopes that belong together; without any, the text says why. */
export type ScopeGroup = { id: string; title: string; text: string; scopes: { name: string; label: string }[] };

/** What a scope's box is called in a form. */
export function scopeFieldName(scope: string): string {
  return `scope:${scope}`;
}

type ScopeChoiceProps = { label: string; groups: ScopeGroup[]; isChosen: (scope: string) => boolean; error: string | undefined };

/** What a key may do, one box each. */
export function ScopeChoice({ label, groups, isChosen, error }: ScopeChoiceProps) {
  return (
    <fieldset aria-describedby={error ? 'scopes-error' : undefined} className="min-w-0">
      <legend className="mb-3 font-medium text-ink text-sm">{label}</legend>
      {error ? (
        <p id="scopes-error" className="mb-3 font-medium text-[0.8125rem] text-danger-text leading-5">
          {error}
        </p>
      ) : null}
      <div className="space-y-5">
        {groups.map(({ id, title, text, scopes }) => (
          <fieldset key={id} aria-describedby={`scopes-${id}`} className="min-w-0 rounded-control border border-line p-4">
            <legend className="px-1 font-medium text-[0.8125rem] text-muted">{title}</legend>
            <p id={`scopes-${id}`} className="text-[0.8125rem] text-muted leading-5">
              {text}
            </p>
            {scopes.length > 0 ? (
              <div className="mt-3 grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
                {scopes.map((scope) => (
                  <CheckboxField
                    key={scope.name}
                    name={scopeFieldName(scope.name)}
                    defaultChecked={isChosen(scope.name)}
                    label={
                      <>
                        <span className="block text-ink">{scope.label}</span>
                        <code className="block break-all font-mono text-faint text-xs leading-5">{scope.name}</code>
                      </>
                    }
                  />
                ))}
              </div>
            ) : null}
          </fieldset>
        ))}
      </div>
    </fieldset>
  );
}
