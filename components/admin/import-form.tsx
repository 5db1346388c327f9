'use client';

import { ChevronDown } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useActionState, useEffect, useState, useTransition } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { FieldLabel, FieldMessage } from '#components/forms/field.tsx';
import { FormError } from '#components/forms/form-error.tsx';
import { type FormAction, type FormProblem, initialFormState } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { TextAreaField } from '#components/forms/text-area-field.tsx';
import { inputClasses } from '#components/ui/input-classes.ts';
import { fieldOfHead, importFields } from '#lib/bulk/import-columns.ts';
import { importModes } from '#lib/bulk/job.ts';
import { delimiterOf, readCells } from '#lib/bulk/read-cells.ts';
import { ApiError } from '#lib/client/api-error.ts';
import { sendImport } from '#lib/client/jobs.ts';

const problems = [
  'empty',
  'no_email',
  'unknown_column',
  'plain_password',
  'repeated_column',
  'invalid_csv',
  'invalid_encoding',
  'row_too_long',
  'unterminated_quote',
] as const;
type Problem = (typeof problems)[number] | 'too_large';

type Column = { head: string; field: string };
type Chosen = { file: File; mediaType: string; columns: Column[] | null };

/** So much of a file is looked at for its first row. */
const headBytes = 64 * 1024;

const leftOut = '-';

async function lookAt(file: File): Promise<Chosen> {
  const start = (await file.slice(0, headBytes).text()).replace(/^\ufeff/, '');
  if (/\.(?:nd)?jsonl?$/i.test(file.name) || start.trimStart().startsWith('{'))
    return { file, mediaType: 'application/x-ndjson', columns: null };
  const head = start.split(/\r?\n/, 1)[0] ?? '';
  const cells = readCells(head, delimiterOf(head));
  const fieldOf = (cell: string) => {
    const field = fieldOfHead(cell);
    return field === null ? leftOut : (field ?? '');
  };
  return { file, mediaType: 'text/csv', columns: cells?.map((cell) => ({ head: cell, field: fieldOf(cell) })) ?? null };
}

type ImportFormProps = {
  importRows: FormAction;
  /** Whether accounts that are there can be changed, too. */
  mayUpdate: boolean;
  children?: ReactNode;
};

/**
 * A file of users, what its columns mean, and whether it is only looked what would happen. The file goes straight to the
 * API, which reads it as it comes; without a script rows can be pasted.
 */
export function ImportForm({ importRows, mayUpdate, children }: ImportFormProps) {
  const t = useTranslations();
  const router = useRouter();
  const [state, formAction] = useActionState(importRows, initialFormState);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [isLive, setLive] = useState(false);
  const [isSending, startSending] = useTransition();
  const [problem, setProblem] = useState<FormProblem | null>(null);
  useEffect(() => setLive(true), []);

  const textOf = (code: string | undefined) => {
    const known: Problem | undefined = code === 'too_large' ? code : problems.find((each) => each === code);
    return known && t(`jobs.import.problems.${known}`);
  };
  const explain = (error: unknown): FormProblem => {
    const failure = error instanceof ApiError ? error : null;
    const code = failure?.code === 'PAYLOAD_TOO_LARGE' ? 'too_large' : failure?.fields[0]?.code;
    const general = t(`errors.${failure && failure.code !== 'NETWORK' ? failure.code : 'UNAVAILABLE'}`);
    return { message: textOf(code) ?? general, remedy: null, requestId: failure?.requestId ?? null, retryAfterSeconds: null };
  };

  function send(event: FormEvent<HTMLFormElement>): void {
    // Pasted rows go the way that needs no script.
    if (!chosen) return;
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const dryRun = form.get('dry_run') === 'on';
    const mode = importModes.find((known) => known === form.get('mode')) ?? 'create';
    if (chosen.columns?.some(({ field }) => field === '')) {
      setProblem({ message: t('jobs.import.problems.unknown_column'), remedy: null, requestId: null, retryAfterSeconds: null });
      return;
    }
    startSending(async () => {
      try {
        const columns = chosen.columns?.map(({ field }) => field).join(',') ?? null;
        const job = await sendImport(chosen.file, { mediaType: chosen.mediaType, columns, mode, dryRun });
        router.push(`/admin/jobs/${job.id}`);
      } catch (error) {
        if (error instanceof ApiError && error.code === 'STEP_UP_REQUIRED')
          window.location.assign(`/step-up?redirect_to=${encodeURIComponent('/admin/users/import')}`);
        else setProblem(explain(error));
      }
    });
  }

  const pasted = state.fields.rows;
  return (
    <form
      key={state.attempt}
      action={formAction}
      onSubmit={send}
      data-step-up=""
      data-pending={isSending ? '' : undefined}
      className="group max-w-3xl space-y-6"
    >
      <FormError problem={problem ?? state.problem} texts={{ requestId: t('common.requestId') }} />
      {isLive ? (
        <div>
          <FieldLabel name="file" label={t('jobs.import.file')} />
          <input
            id="file"
            type="file"
            accept=".csv,.ndjson,.jsonl,.json,text/csv,application/x-ndjson"
            aria-describedby="file-hint"
            onChange={async ({ target }) => {
              setProblem(null);
              const [file] = target.files ?? [];
              setChosen(file ? await lookAt(file) : null);
            }}
            className={`${inputClasses} h-auto cursor-pointer py-2 file:mr-4 file:cursor-pointer file:rounded-md file:border-0 file:bg-sunken file:px-3 file:py-1.5 file:font-medium file:text-ink file:text-sm`}
          />
          <FieldMessage name="file" hint={t('jobs.import.fileHint')} />
        </div>
      ) : null}
      {chosen?.columns ? (
        <fieldset>
          <legend className="font-medium text-sm">{t('jobs.import.columns')}</legend>
          <p className="mt-1 text-muted text-sm leading-6">{t('jobs.import.columnsText')}</p>
          <ul className="mt-3 divide-y divide-line rounded-control border border-line">
            {chosen.columns.map(({ head, field }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; two may have one head
              <li key={index} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-2.5">
                <span id={`column-${index}`} className="min-w-0 break-all font-mono text-[0.8125rem] leading-5">
                  {head}
                </span>
                <div className="relative w-full sm:w-56">
                  <select
                    value={field}
                    aria-labelledby={`column-${index}`}
                    aria-invalid={field === '' || undefined}
                    onChange={({ target }) =>
                      setChosen({
                        ...chosen,
                        columns: chosen.columns?.map((each, at) => (at === index ? { ...each, field: target.value } : each)) ?? null,
                      })
                    }
                    className={`${inputClasses} appearance-none pr-10`}
                  >
                    <option value="">{t('jobs.import.choose')}</option>
                    <option value={leftOut}>{t('jobs.import.leaveOut')}</option>
                    {importFields.map((name) => (
                      <option key={name} value={name}>
                        {name}
                      </option>
                    ))}
                  </select>
                  <ChevronDown aria-hidden className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-3 size-4 text-faint" />
                </div>
              </li>
            ))}
          </ul>
        </fieldset>
      ) : null}
      {chosen ? null : (
        <TextAreaField
          name="rows"
          label={t('jobs.import.paste')}
          hint={t('jobs.import.pasteHint')}
          defaultValue={state.values.rows ?? ''}
          rows={5}
          spellCheck={false}
          {...(pasted !== undefined && { error: textOf(pasted) ?? t('jobs.import.nothing') })}
        />
      )}
      {mayUpdate ? (
        <SelectField
          name="mode"
          label={t('jobs.import.mode')}
          hint={t('jobs.import.modeHint')}
          defaultValue={state.values.mode || 'create'}
          options={importModes.map((value) => ({ value, label: t(`jobs.import.modes.${value}`) }))}
        />
      ) : null}
      <CheckboxField name="dry_run" label={t('jobs.import.dryRun')} defaultChecked />
      <div className="flex flex-wrap gap-3">
        <SubmitButton pendingLabel={t('jobs.import.starting')}>{t('jobs.import.submit')}</SubmitButton>
        {children}
      </div>
    </form>
  );
}
