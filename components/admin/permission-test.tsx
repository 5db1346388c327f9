'use client';

import { useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { inputsOf } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { initialTestState, type PermissionTestState } from './role-state.ts';

type PermissionTestProps = {
  action: (previous: PermissionTestState, form: FormData) => Promise<PermissionTestState>;
  options: { value: string; label: string }[];
  texts: Record<
    'person' | 'personHint' | 'permission' | 'other' | 'otherHint' | 'organization' | 'organizationHint' | 'submit' | 'pending',
    string
  > & { error: FormErrorTexts };
};

/** Can this person do this (to that person) (in that organization), and why. */
export function PermissionTest({ action, options, texts }: PermissionTestProps) {
  const [state, formAction] = useActionState(action, initialTestState);
  const input = inputsOf(state, { permission: options[0]?.value ?? '' }, ['person', 'permission', 'other', 'organization']);
  return (
    <form key={state.attempt} action={formAction} className="group max-w-4xl space-y-6">
      <FormError problem={state.problem} texts={texts.error} />
      <div className="grid gap-6 sm:grid-cols-2">
        <Field {...input('person')} label={texts.person} hint={texts.personHint} required autoComplete="off" maxLength={320} />
        <SelectField {...input('permission')} label={texts.permission} options={options} />
        <Field {...input('other')} label={texts.other} hint={texts.otherHint} autoComplete="off" maxLength={320} />
        <Field {...input('organization')} label={texts.organization} hint={texts.organizationHint} autoComplete="off" maxLength={64} />
      </div>
      {state.decision ? (
        <Alert tone={state.decision.allowed ? 'success' : 'danger'} role="status">
          <p className="font-medium">{state.decision.title}</p>
          <ul className="mt-1 list-disc space-y-0.5 pl-5">
            {state.decision.because.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </Alert>
      ) : null}
      <SubmitButton variant="secondary" pendingLabel={texts.pending}>
        {texts.submit}
      </SubmitButton>
    </form>
  );
}
