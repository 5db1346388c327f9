'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as approveHandler } from '#app/api/v1/admin/recovery-requests/[recovery_request_id]/approve/route.ts';
import { POST as denyHandler } from '#app/api/v1/admin/recovery-requests/[recovery_request_id]/deny/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { approveRecovery, denyRecovery } from '#lib/contracts/recovery.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/admin/recovery';

/** Approves or refuses one recovery, with the reason. */
export async function decide(previous: FormState, form: FormData): Promise<FormState> {
  const approves = formText(form, 'decision') === 'approve';
  const reason = formText(form, 'reason').trim();
  const input = { params: { recovery_request_id: formText(form, 'id') }, body: { reason } };
  const result = approves
    ? await callEndpoint(approveRecovery, approveHandler, input)
    : await callEndpoint(denyRecovery, denyHandler, input);
  stepUpFirst(result, page);
  if (!result.ok) return failedForm(result, { previous, values: { reason }, fields: { reason: 'reason' } });
  redirect(`${page}?notice=${approves ? 'approved' : 'denied'}`);
}
