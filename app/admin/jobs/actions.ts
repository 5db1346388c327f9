'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { POST as cancelHandler } from '#app/api/v1/admin/jobs/[job_id]/cancel/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { cancelJob as contract } from '#lib/contracts/jobs.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Ends a job. One that is over already shows as it ended. */
export async function cancelJob(previous: FormState, form: FormData): Promise<FormState> {
  const id = formText(form, 'id');
  const result = await callEndpoint(contract, cancelHandler, { params: { job_id: id } });
  if (!result.ok && result.code !== 'CONFLICT') return failedForm(result, { previous, values: {}, fields: {} });
  redirect(`/admin/jobs/${encodeURIComponent(id)}`);
}
