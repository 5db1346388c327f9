import { listProposals } from '#lib/approvals/proposal.ts';
import { listProposals as contract } from '#lib/contracts/proposals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, ({ actor, query }) => listProposals(actor, query.status)),
});
