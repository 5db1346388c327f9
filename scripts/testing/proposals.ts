import { expect } from 'vitest';
import { openPersonalPart } from '#lib/audit/present-event.ts';
import { bulkUsers } from '#lib/contracts/jobs.ts';
import { approveProposal, type rejectProposal } from '#lib/contracts/proposals.ts';
import { grantRole } from '#lib/contracts/roles.ts';
import { updateSettings } from '#lib/contracts/settings.ts';
import { findDataKey, installationKey } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import { type ApiAnswer, call } from './api.ts';
import { makePerson, makeSignedPerson, type Person } from './people.ts';
import { events } from './rows.ts';
import { putSettings } from './settings.ts';

export const why = 'She looks after the lanterns from now on.';
export const everything = ['super_admin_grants', 'policy_weakening', 'bulk_deletion'] as const;

/** Each of these waits, and a password has 12 characters at least. No proposal is open. */
export async function askForApproval(): Promise<void> {
  await db().proposal.deleteMany();
  await putSettings({ approvals: { four_eyes_for: [...everything] }, passwords: { min_length: 12 } });
}

export async function rolesOf(userId: string): Promise<string[]> {
  return (await db().userRole.findMany({ where: { userId }, include: { role: true } })).map(({ role }) => role.name).sort();
}

/** The latest event of this kind, and what it says changed. */
export async function changesOf(action: string, targetId?: string) {
  const event = (await events({ action })).findLast((each) => targetId === undefined || each.targetId === targetId);
  const key = event?.subjectId ? await findDataKey(db(), event.subjectId) : await installationKey();
  return { event, changes: openPersonalPart(event?.id ?? '', event?.sealed ?? null, key ?? undefined).changes ?? {} };
}

/** Two super admins and an admin, and what they do to each other's proposals. */
export async function makeAdministrators() {
  const make = (role: 'super_admin' | 'admin') => makeSignedPerson({ role });
  const [root, second, admin] = [await make('super_admin'), await make('super_admin'), await make('admin')];
  const roles = new Map((await db().role.findMany()).map(({ id, name }) => [name, id]));
  const idOf = (name: string) => roles.get(name) ?? '';
  const grant = (userId: string, roleId: string, by = root.bearer): Promise<ApiAnswer> =>
    call(grantRole, { bearer: by, params: { user_id: userId }, body: { role_id: roleId, reason: why } });
  const decide = (contract: typeof approveProposal | typeof rejectProposal, id: string, by = second.bearer): Promise<ApiAnswer> =>
    call(contract, { bearer: by, params: { proposal_id: id }, body: { reason: 'Agreed.' } });
  return {
    ...{ root, second, admin, idOf, grant, decide },
    change: (body: object): Promise<ApiAnswer> => call(updateSettings, { bearer: root.bearer, body }),
    bulk: (body: object, by = root.bearer): Promise<ApiAnswer> => call(bulkUsers, { bearer: by, body: { reason: why, ...body } }),
    approve: (id: string, by?: string) => decide(approveProposal, id, by),
    /** A proposal to make somebody a super admin. */
    proposed: async (): Promise<{ id: string; person: Person }> => {
      const person = await makePerson();
      const answer = await grant(person.id, idOf('super_admin'));
      expect([answer.status, answer.data.status]).toEqual([202, 'approval_required']);
      return { id: answer.data.proposal.id, person };
    },
  };
}
