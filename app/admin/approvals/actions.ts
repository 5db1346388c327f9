'use server';

import { redirect } from 'next/navigation';
import { awaitApproval } from '#app/actions/await-approval.ts';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as approveProposalHandler } from '#app/api/v1/admin/proposals/[proposal_id]/approve/route.ts';
import { POST as rejectHandler } from '#app/api/v1/admin/proposals/[proposal_id]/reject/route.ts';
import { POST as withdrawHandler } from '#app/api/v1/admin/proposals/[proposal_id]/withdraw/route.ts';
import { POST as approveHandler } from '#app/api/v1/admin/role-requests/[role_request_id]/approve/route.ts';
import { POST as denyHandler } from '#app/api/v1/admin/role-requests/[role_request_id]/deny/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { approveRoleRequest, denyRoleRequest } from '#lib/contracts/approvals.ts';
import { approveProposal, rejectProposal, withdrawProposal } from '#lib/contracts/proposals.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/admin/approvals';

/** Approves or refuses one request for a role, with the reason. */
export async function decide(previous: FormState, form: FormData): Promise<FormState> {
  const approves = formText(form, 'decision') === 'approve';
  const reason = formText(form, 'reason').trim();
  const input = { params: { role_request_id: formText(form, 'id') }, body: { reason } };
  const result = approves
    ? await callEndpoint(approveRoleRequest, approveHandler, input)
    : await callEndpoint(denyRoleRequest, denyHandler, input);
  stepUpFirst(result, page);
  if (!result.ok) return failedForm(result, { previous, values: { reason }, fields: { reason: 'reason' } });
  awaitApproval(result.data);
  redirect(`${page}?notice=${approves ? 'approved' : 'denied'}`);
}

/** Approves, and so carries out, or rejects what another administrator proposed. */
export async function decideProposal(previous: FormState, form: FormData): Promise<FormState> {
  const approves = formText(form, 'decision') === 'approve';
  const reason = formText(form, 'reason').trim();
  const input = { params: { proposal_id: formText(form, 'id') }, body: { reason } };
  const result = approves
    ? await callEndpoint(approveProposal, approveProposalHandler, input)
    : await callEndpoint(rejectProposal, rejectHandler, input);
  stepUpFirst(result, page);
  if (!result.ok) return failedForm(result, { previous, values: { reason }, fields: { reason: 'reason' } });
  redirect(`${page}?notice=${approves ? 'carriedOut' : 'rejected'}`);
}

/** Takes a proposal of one's own back. */
export async function withdraw(form: FormData): Promise<void> {
  const result = await callEndpoint(withdrawProposal, withdrawHandler, { params: { proposal_id: formText(form, 'id') } });
  redirect(result.ok ? `${page}?notice=withdrawn` : `${page}?problem=withdraw`);
}
