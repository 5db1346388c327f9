import { withdrawProposal } from '#lib/approvals/decide-proposal.ts';
import { withdrawProposal as contract } from '#lib/contracts/proposals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, async ({ actor, params, context }) => {
    await withdrawProposal(actor, params.proposal_id, context.caller);
    return { withdrawn: true as const };
  }),
});
