'use server';

import { redirect } from 'next/navigation';
import { type Failure, failedForm } from '#app/actions/failed-form.ts';
import { formText, formTexts } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { DELETE as deleteHandler, PUT as replaceHandler } from '#app/api/v1/admin/applications/[application_id]/route.ts';
import { POST as createHandler } from '#app/api/v1/admin/applications/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import {
  createApplication as createContract,
  deleteApplication as deleteContract,
  replaceApplication as replaceContract,
} from '#lib/contracts/applications.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/admin/applications';
const names = ['name', 'description', 'allowed_origins', 'enabled', 'pool'] as const;

function readForm(form: FormData) {
  const values = formTexts(form, names);
  const body = {
    name: values.name,
    description: values.description,
    allowed_origins: values.allowed_origins.split(/[\s,]+/).filter((line) => line !== ''),
    enabled: values.enabled === 'on',
    pool: values.pool,
  };
  return { values, body };
}

/** A mistake in one line belongs to the field with the lines. */
function refused(failure: Failure, previous: FormState, values: Record<string, string>): Promise<FormState> {
  const mistakes = failure.fields.map((field) => ({ ...field, path: field.path.split('.', 1)[0] ?? '' }));
  const fields = Object.fromEntries(names.map((name) => [name, name]));
  return failedForm({ ...failure, fields: mistakes }, { previous, values, fields });
}

export async function addApplication(previous: FormState, form: FormData): Promise<FormState> {
  const { values, body } = readForm(form);
  const result = await callEndpoint(createContract, createHandler, { body });
  stepUpFirst(result, `${page}/new`);
  if (!result.ok) return refused(result, previous, values);
  redirect(`${page}?notice=added`);
}

/** Saves the whole form, unless somebody else saved since it was shown. */
export async function saveApplication(previous: FormState, form: FormData): Promise<FormState> {
  const { values, body } = readForm(form);
  const id = formText(form, 'id');
  const params = { application_id: id };
  const result = await callEndpoint(replaceContract, replaceHandler, { params, body, ifMatch: formText(form, 'version') });
  stepUpFirst(result, `${page}/${encodeURIComponent(id)}`);
  if (!result.ok) return refused(result, previous, values);
  redirect(`${page}?notice=saved`);
}

/** Deletes an application. One that is gone already shows as gone. */
export async function deleteApplication(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const result = await callEndpoint(deleteContract, deleteHandler, { params: { application_id: id } });
  stepUpFirst(result, `${page}/${encodeURIComponent(id)}/delete`);
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`${page}?notice=deleted`);
}
