'use client';

import { type FormEvent, useState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { scopeFieldName } from '#components/keys/scope-choice.tsx';
import { Badge } from '#components/ui/badge.tsx';

export type PermissionGroup = {
  id: string;
  title: string;
  permissions: {
    name: string;
    label: string;
    /** The reader holds it, and so can put it into a role. */
    held: boolean;
    /** The wildcards that carry it. */
    within: string[];
  }[];
};

type PermissionMatrixProps = {
  groups: PermissionGroup[];
  chosen: readonly string[];
  readOnly: boolean;
  /** `inherited` has the wildcard's name in braces. */
  texts: Record<'permissions' | 'permissionsText' | 'inherited' | 'notHeld', string>;
  error: string | undefined;
};

/** Every permission, a box each, by what it is about; what a ticked wildcard carries is marked. */
export function PermissionMatrix({ groups, chosen, readOnly, texts, error }: PermissionMatrixProps) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set(chosen));
  const follow = (event: FormEvent<HTMLFieldSetElement>) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    const name = box.name.slice(scopeFieldName('').length);
    setTicked((before) => new Set(box.checked ? [...before, name] : [...before].filter((each) => each !== name)));
  };
  return (
    <fieldset aria-describedby={error ? 'scopes-error permissions-text' : 'permissions-text'} onChange={follow} className="min-w-0">
      <legend className="mb-1 font-medium text-ink text-sm">{texts.permissions}</legend>
      <p id="permissions-text" className="mb-4 text-[0.8125rem] text-muted leading-5">
        {texts.permissionsText}
      </p>
      {error ? (
        <p id="scopes-error" className="mb-3 font-medium text-[0.8125rem] text-danger-text leading-5">
          {error}
        </p>
      ) : null}
      <div className="gap-4 space-y-4 lg:columns-2">
        {groups.map(({ id, title, permissions }) => (
          <fieldset key={id} className="min-w-0 break-inside-avoid rounded-control border border-line p-4">
            <legend className="px-1 font-medium text-[0.8125rem] text-muted">{title}</legend>
            <div className="space-y-2.5">
              {permissions.map(({ name, label, held, within }) => {
                const by = within.find((wildcard) => ticked.has(wildcard));
                // What the role gives already can be taken out of it, whoever holds it.
                const isClosed = readOnly || (!held && !chosen.includes(name));
                return (
                  <CheckboxField
                    key={name}
                    name={scopeFieldName(name)}
                    defaultChecked={chosen.includes(name)}
                    disabled={isClosed}
                    label={
                      <>
                        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
                          <span className={isClosed && !readOnly ? 'text-muted' : 'text-ink'}>{label}</span>
                          {by ? <Badge tone="accent">{texts.inherited.replace('{name}', by)}</Badge> : null}
                          {isClosed && !readOnly ? <Badge>{texts.notHeld}</Badge> : null}
                        </span>
                        <code className="block break-all font-mono text-faint text-xs leading-5">{name}</code>
                      </>
                    }
                  />
                );
              })}
            </div>
          </fieldset>
        ))}
      </div>
    </fieldset>
  );
}
