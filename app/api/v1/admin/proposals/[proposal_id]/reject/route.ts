import { decideProposal } from '#lib/approvals/decide-proposal.ts';
import { rejectProposal } from '#lib/contracts/proposals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(rejectProposal, async ({ actor, params, body, context }) => {
    await decideProposal(actor, { id: params.proposal_id, decision: 'rejected', reason: body.reason }, context.caller);
    return { rejected: true as const };
  }),
});
