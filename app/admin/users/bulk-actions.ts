'use server';

import { redirect } from 'next/navigation';
import { awaitApproval } from '#app/actions/await-approval.ts';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText, formTexts } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as bulkHandler } from '#app/api/v1/admin/users/bulk/route.ts';
import { POST as exportHandler } from '#app/api/v1/admin/users/export/route.ts';
import { POST as importHandler } from '#app/api/v1/admin/users/import/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { bulkUsers, exportUsers, importUsers, jobActions } from '#lib/contracts/jobs.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** What the page wrote into a hidden field; the API judges what is in it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text || 'null');
  } catch {
    return null;
  }
}

/** Does something to many users, and shows how it goes. */
export async function startBulk(previous: FormState, form: FormData): Promise<FormState> {
  const values = formTexts(form, ['reason', 'role_id', 'dry_run']);
  const action = jobActions.find((known) => known === formText(form, 'action')) ?? redirect('/admin/users');
  const targets = parse(formText(form, 'targets')) as { ids: string[] } | { filter: object } | null;
  const result = await callEndpoint(bulkUsers, bulkHandler, {
    body: {
      action,
      ...targets,
      ...(values.role_id && { role_id: values.role_id }),
      reason: values.reason,
      dry_run: values.dry_run === 'on',
    },
  });
  stepUpFirst(result, formText(form, 'page'));
  if (!result.ok) return failedForm(result, { previous, values, fields: { reason: 'reason', role_id: 'role_id' } });
  redirect(`/admin/jobs/${awaitApproval(result.data).id}`);
}

/** Exports everybody who matches, and shows how it goes. */
export async function startExport(previous: FormState, form: FormData): Promise<FormState> {
  const values = formTexts(form, ['format']);
  const filter = (parse(formText(form, 'filter')) ?? {}) as object;
  const format = values.format === 'ndjson' ? 'ndjson' : 'csv';
  const result = await callEndpoint(exportUsers, exportHandler, { body: { format, filter } });
  stepUpFirst(result, '/admin/users/export');
  if (!result.ok) return failedForm(result, { previous, values, fields: { format: 'format' } });
  redirect(`/admin/jobs/${result.data.id}`);
}

/** Imports the rows that were pasted, and shows how it goes: without a script this is the way in for a file. */
export async function importRows(previous: FormState, form: FormData): Promise<FormState> {
  const values = formTexts(form, ['rows', 'mode', 'dry_run']);
  const mediaType = values.rows.trimStart().startsWith('{') ? 'application/x-ndjson' : 'text/csv';
  const result = await callEndpoint(importUsers, importHandler, {
    query: { dry_run: String(values.dry_run === 'on'), mode: values.mode || 'create' },
    file: { mediaType, text: values.rows },
  });
  stepUpFirst(result, '/admin/users/import');
  if (!result.ok && result.fields[0]?.path === 'file')
    return { attempt: previous.attempt + 1, values, fields: { rows: result.fields[0].code }, problem: null, outcome: null };
  if (!result.ok) return failedForm(result, { previous, values, fields: {} });
  redirect(`/admin/jobs/${result.data.id}`);
}
