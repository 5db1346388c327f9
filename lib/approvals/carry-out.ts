import type { Caller } from '#lib/audit/caller.ts';
import { type Changes, changesBetween } from '#lib/audit/changes.ts';
import { asOfNow, countTargets, startBulk } from '#lib/bulk/act-on-users.ts';
import { db } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { changePool, describePoolChange } from '#lib/pools/change-pool.ts';
import { grantRole } from '#lib/roles/assign-role.ts';
import { fieldsOf, replaceRole } from '#lib/roles/change-role.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { applyPatch, changeSettings } from '#lib/settings/change-settings.ts';
import { loadSettings } from '#lib/settings/read-settings.ts';
import type { SettingsPatch } from '#lib/settings/settings.ts';
import type { Act } from './act.ts';
import { decideRoleRequest } from './decide-role-request.ts';

/** An act with what it was judged against: it is carried out only while that is still so. */
export type JudgedAct = {
  act: Act;
  /** What would be different, as it is shown to whoever decides. */
  changes: Changes;
  /** Of the role, the settings or the pool that is changed. */
  version: number | null;
  userCount: number | null;
};

async function judgeSettings(patch: SettingsPatch): Promise<Pick<JudgedAct, 'changes' | 'version'>> {
  const current = await loadSettings(db());
  return { changes: applyPatch(current, patch).changes, version: current.version };
}

/** What an act would change right now. Nobody who comes later is meant by a filter. */
export async function describeAct(act: Act): Promise<JudgedAct> {
  const plain = { act, changes: {}, version: null, userCount: null };
  switch (act.kind) {
    case 'settings_change':
      return { ...plain, ...(await judgeSettings(act.patch)) };
    case 'pool_change':
      return { ...plain, ...(await describePoolChange(act.pool, act.input)) };
    case 'role_change': {
      const role = await db().role.findUnique({ where: { id: act.roleId }, include: { permissions: true } });
      if (!role) throw new ServiceError('NOT_FOUND');
      const { name, ...before } = fieldsOf(role);
      return { ...plain, changes: changesBetween(before, act.input), version: role.version };
    }
    case 'users_bulk': {
      const targets = asOfNow(act.input.targets);
      const changes = 'filter' in targets ? changesBetween({}, targets.filter) : {};
      return { ...plain, act: { ...act, input: { ...act.input, targets } }, changes, userCount: await countTargets(targets) };
    }
    case 'role_grant': {
      const { expires_at: expiresAt, organization_id: organizationId } = act.input;
      return { ...plain, changes: changesBetween({}, { expires_at: expiresAt, organization_id: organizationId }), userCount: 1 };
    }
    case 'role_request':
      return { ...plain, userCount: 1 };
  }
}

/** Settings that others changed meanwhile do not matter; those that are to be changed must be as they were. */
async function applySettings(actor: Actor, patch: SettingsPatch, judged: JudgedAct, caller: Caller): Promise<void> {
  const { changes, version } = await judgeSettings(patch);
  if (JSON.stringify(changes) !== JSON.stringify(judged.changes)) throw new ServiceError('PRECONDITION_FAILED');
  await changeSettings(actor, patch, [String(version)], caller);
}

/** Does what was proposed, by the function that would have done it at once, as whoever proposed it. Answers the id of a job. */
export async function carryOut(actor: Actor, judged: JudgedAct, caller: Caller): Promise<string | null> {
  const { act, version } = judged;
  switch (act.kind) {
    case 'settings_change':
      await applySettings(actor, act.patch, judged, caller);
      return null;
    case 'pool_change':
      await changePool(act.pool, act.input, [String(version)], { actor, caller });
      return null;
    case 'role_change':
      await replaceRole(actor, act.roleId, act.input, { expected: [String(version)], caller });
      return null;
    case 'users_bulk':
      return (await startBulk(actor, act.input, caller)).id;
    case 'role_grant':
      await grantRole(actor, act.userId, act.input, caller);
      return null;
    case 'role_request':
      await decideRoleRequest(actor, act.input, caller);
      return null;
  }
}
