import { decideProposal } from '#lib/approvals/decide-proposal.ts';
import { approveProposal } from '#lib/contracts/proposals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(approveProposal, async ({ actor, params, body, context }) => {
    const decision = { id: params.proposal_id, decision: 'approved', reason: body.reason } as const;
    return { approved: true as const, job_id: await decideProposal(actor, decision, context.caller) };
  }),
});
