'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { DELETE as deleteHandler, PATCH as updateHandler } from '#app/api/v1/users/me/views/[view_id]/route.ts';
import { POST as createHandler } from '#app/api/v1/users/me/views/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { createSavedView, deleteSavedView, updateSavedView } from '#lib/contracts/saved-views.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { parseAddressQuery, readUsersAddress, usersAddress } from './users-address.ts';

/** Back to the list as it was shown, whatever the form says. */
function listOf(query: string): string {
  const { values, columns } = readUsersAddress(parseAddressQuery(query));
  return usersAddress(values, { columns });
}

export async function saveView(previous: FormState, form: FormData): Promise<FormState> {
  const [name, query] = [formText(form, 'name'), formText(form, 'query')];
  const result = await callEndpoint(createSavedView, createHandler, { body: { name, query } });
  if (!result.ok) return failedForm(result, { previous, values: { name }, fields: { name: 'name' } });
  redirect(listOf(query));
}

export async function renameView(previous: FormState, form: FormData): Promise<FormState> {
  const name = formText(form, 'name');
  const result = await callEndpoint(updateSavedView, updateHandler, { params: { view_id: formText(form, 'id') }, body: { name } });
  if (!result.ok) return failedForm(result, { previous, values: { name }, fields: { name: 'name' } });
  redirect(listOf(formText(form, 'query')));
}

/** One that is gone already shows as gone. */
export async function removeView(previous: FormState, form: FormData): Promise<FormState> {
  const result = await callEndpoint(deleteSavedView, deleteHandler, { params: { view_id: formText(form, 'id') } });
  if (!result.ok && result.code !== 'NOT_FOUND') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(listOf(formText(form, 'query')));
}
