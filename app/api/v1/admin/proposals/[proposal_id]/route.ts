import { getProposal } from '#lib/approvals/decide-proposal.ts';
import { getProposal as contract } from '#lib/contracts/proposals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, ({ actor, params }) => getProposal(actor, params.proposal_id)),
});
