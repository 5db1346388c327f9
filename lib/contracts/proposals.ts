import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';

const tag = 'Proposals';

export const proposalKinds = ['role_grant', 'role_request', 'role_change', 'settings_change', 'pool_change', 'users_bulk'] as const;

const labelled = z.object({ id: z.uuid(), label: z.string().nullable() });

export const proposalShape = z
  .object({
    id: z.uuid(),
    kind: z.enum(proposalKinds).meta({
      description:
        'Giving a role, approving a request for one, changing a role, the settings or the policies of a pool, or doing something to many users (`action` says what).',
    }),
    action: z.string().nullable(),
    status: z.enum(['open', 'approved', 'rejected', 'withdrawn', 'expired']),
    proposed_by: labelled,
    role: z.object({ id: z.uuid(), name: z.string(), display_name: z.string() }).nullable(),
    pool: z.string().nullable().meta({ description: 'The name of the pool that is changed.' }),
    users: z.array(labelled).meta({ description: 'Whom it is about; of many the first 20, of all who match a filter nobody.' }),
    user_count: z.int().nullable().meta({ description: 'How many it was about when it was proposed.' }),
    changes: z
      .array(z.object({ name: z.string(), before: z.unknown(), after: z.unknown() }))
      .meta({ description: 'What would be different; of many users how they are chosen.' }),
    reason: z.string().nullable(),
    created_at: timestamp,
    expires_at: timestamp.meta({ description: 'Until when somebody can decide about it.' }),
    decided_at: timestamp.nullable(),
    decided_by: labelled.nullable(),
    decision_reason: z.string().nullable(),
    may_decide: z.boolean().meta({ description: 'False for your own, and for what you could not do yourself.' }),
  })
  .meta({ id: 'Proposal' });
export type ProposalShape = z.output<typeof proposalShape>;

/** What an endpoint answers with 202 where the act waits for somebody else. */
export const awaitingApproval = z.object({ status: z.literal('approval_required'), proposal: proposalShape }).meta({
  id: 'AwaitingApproval',
  description: 'Nothing was changed yet: another administrator has to approve it (`approvals.four_eyes_for`).',
});
export type AwaitingApproval = z.output<typeof awaitingApproval>;

export const listProposals = endpoint({
  id: 'listProposals',
  method: 'GET',
  path: '/admin/proposals',
  tag,
  summary: 'Dangerous changes that wait for another administrator',
  description:
    'Your own, and those whose permission you hold. Of the open ones the oldest 200; with `status=decided` the 50 that were decided last.',
  access: { user: true },
  query: z.strictObject({ status: z.enum(['open', 'decided']).default('open') }),
  responses: { 200: z.array(proposalShape) },
  errors: [],
});

const params = z.object({ proposal_id: z.uuid() });

export const getProposal = endpoint({
  id: 'getProposal',
  method: 'GET',
  path: '/admin/proposals/{proposal_id}',
  tag,
  summary: 'One proposal',
  access: { user: true },
  params,
  responses: { 200: proposalShape },
  errors: ['NOT_FOUND'],
});

const deciding = {
  method: 'POST',
  tag,
  access: { user: true, stepUp: true },
  params,
  body: z.strictObject({ reason: plainText(500).min(1, 'Give a reason.') }),
} as const;

export const approveProposal = endpoint({
  ...deciding,
  id: 'approveProposal',
  path: '/admin/proposals/{proposal_id}/approve',
  summary: 'Approve what somebody else proposed',
  description:
    'Carries it out. You must be able to do it yourself, whoever proposed it must still be, and what it would change must be as it was then.',
  responses: { 200: z.object({ approved: z.literal(true), job_id: z.uuid().nullable() }) },
  errors: ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT', 'PRECONDITION_FAILED', 'LAST_ADMIN'],
});

export const rejectProposal = endpoint({
  ...deciding,
  id: 'rejectProposal',
  path: '/admin/proposals/{proposal_id}/reject',
  summary: 'Reject what somebody else proposed',
  responses: { 200: z.object({ rejected: z.literal(true) }) },
  errors: ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
});

export const withdrawProposal = endpoint({
  id: 'withdrawProposal',
  method: 'POST',
  path: '/admin/proposals/{proposal_id}/withdraw',
  tag,
  summary: 'Take a proposal of your own back',
  access: { user: true },
  params,
  responses: { 200: z.object({ withdrawn: z.literal(true) }) },
  errors: ['NOT_FOUND'],
});
