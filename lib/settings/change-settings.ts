import { requireApproval } from '#lib/approvals/require-approval.ts';
import { type Caller, systemCaller } from '#lib/audit/caller.ts';
import type { Changes } from '#lib/audit/changes.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { findLastingSuperAdmins } from '#lib/roles/last-admin.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { forgetSettings, loadSettings, type SettingsVersion } from './read-settings.ts';
import {
  defaultSettings,
  flattenSettings,
  isSameSetting,
  nestSettings,
  type SettingName,
  type Settings,
  type SettingsPatch,
  settingsSchema,
} from './settings.ts';
import { weakenedSettings } from './weakened-settings.ts';

/** Two admins who save at once take turns: each change is made to what the other one left. */
async function takeTurn(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse:settings'))`;
}

type Changed = { values: Prisma.InputJsonObject; changes: Changes };

/** What a patch makes of the settings: what is stored, and what differs from before. */
export function applyPatch(current: SettingsVersion, patch: SettingsPatch): Changed {
  const defaults = flattenSettings(defaultSettings);
  const before = flattenSettings(current.settings);
  const after = new Map(before);
  for (const [name, value] of flattenSettings(patch)) after.set(name, value === null ? defaults.get(name) : value);
  const changes: Changes = {};
  const kept = new Map<SettingName, unknown>();
  for (const [name, value] of after) {
    if (!isSameSetting(value, before.get(name))) changes[name] = { before: before.get(name), after: value };
    if (!isSameSetting(value, defaults.get(name))) kept.set(name, value);
  }
  return { values: nestSettings(kept) as Prisma.InputJsonObject, changes };
}

/** VALIDATION_FAILED, which names the field, for a role that there is not. */
export async function requireKnownRoles(transaction: Transaction, patch: SettingsPatch): Promise<void> {
  const lists = { 'factors.required_roles': patch.factors?.required_roles ?? [], 'roles.requestable': patch.roles?.requestable ?? [] };
  const found = await transaction.role.findMany({ where: { name: { in: Object.values(lists).flat() } }, select: { name: true } });
  for (const [path, names] of Object.entries(lists)) {
    const unknown = names.find((name) => !found.some((role) => role.name === name));
    if (unknown !== undefined) throw fieldError(path, 'unknown_role', `There is no role ${unknown}.`);
  }
}

/**
 * The first whom this switch leaves without a way in must not be who could take it back: without a passkey of their own
 * nobody turns everything else off.
 */
export async function requireOwnPasskey(transaction: Transaction, actor: Actor, changes: Changes): Promise<void> {
  if (changes['factors.phishing_resistant_only']?.after !== true) return;
  if ((await transaction.passkey.count({ where: { userId: actor.user.id } })) > 0) return;
  throw missing('factors.phishing_resistant_only', 'needs_passkey', 'Add a passkey to your own account first.');
}

/** Without somebody who could approve, nobody could ever take this back (but on the server: npm run approvals:lift). */
async function requireSecondSuperAdmin(transaction: Transaction, before: Settings, after: Settings): Promise<void> {
  const { four_eyes_for: asked } = before.approvals;
  if (after.approvals.four_eyes_for.every((act) => asked.includes(act))) return;
  if ((await findLastingSuperAdmins(transaction, 2)).length >= 2) return;
  throw missing('approvals.four_eyes_for', 'needs_second_person', 'Make somebody else a super admin first, who can approve.');
}

function missing(path: SettingName, reason: string, message: string): ServiceError {
  return new ServiceError('CONFLICT', { message, details: { reason, fields: [{ path, code: reason, message }] } });
}

/** Whether somebody else has to approve a change. Taking something off the list always is one of those, or the list would be worth nothing. */
export function needsApproval(before: Settings, after: Settings): boolean {
  const weakened = weakenedSettings(before, after);
  if (weakened.includes('approvals.four_eyes_for')) return true;
  return weakened.length > 0 && before.approvals.four_eyes_for.includes('policy_weakening');
}

type NewVersion = { current: SettingsVersion; changed: Changed; changedById: string | null; caller: Caller };

/** Writes what was decided as the next version, with its event. */
async function writeVersion(transaction: Transaction, { current, changed, changedById, caller }: NewVersion): Promise<SettingsVersion> {
  const version = current.version + 1;
  const { values, changes } = changed;
  const approvedById = caller.approval?.approvedById ?? null;
  await transaction.setting.create({ data: { version, values, changes: changes as Prisma.InputJsonObject, changedById, approvedById } });
  await recordEvent(transaction, {
    action: 'settings.changed',
    result: 'success',
    actorId: changedById,
    target: { type: 'settings', id: String(version) },
    changes,
    caller,
  });
  return loadSettings(transaction);
}

/**
 * Changes any subset of the settings as one new version; null sets one back to its default. Nothing new is written when
 * nothing differs. PRECONDITION_FAILED when the newest version is none of `expected` (null: whichever it is);
 * CONFLICT when the actor would turn on a policy that they do not meet themselves, or that nobody else could take back, and
 * for what somebody else has to approve.
 */
export async function changeSettings(
  actor: Actor,
  patch: SettingsPatch,
  expected: readonly string[] | null,
  caller: Caller,
): Promise<SettingsVersion> {
  const result = await inTransaction(async (transaction) => {
    await takeTurn(transaction);
    const current = await loadSettings(transaction);
    if (expected && !expected.includes(String(current.version))) throw new ServiceError('PRECONDITION_FAILED');
    await requireKnownRoles(transaction, patch);
    const changed = applyPatch(current, patch);
    if (Object.keys(changed.changes).length === 0) return current;
    await requireOwnPasskey(transaction, actor, changed.changes);
    const after = settingsSchema.parse(changed.values);
    await requireSecondSuperAdmin(transaction, current.settings, after);
    requireApproval(caller, needsApproval(current.settings, after));
    return writeVersion(transaction, { current, changed, changedById: actor.user.id, caller });
  });
  forgetSettings();
  return result;
}

/**
 * Lets dangerous acts be done without a second person again, for whoever has the server itself: where there is nobody left
 * who could approve, no other way leads back. False where nothing waits for approval.
 */
export async function liftApprovals(): Promise<boolean> {
  const isLifted = await inTransaction(async (transaction) => {
    await takeTurn(transaction);
    const current = await loadSettings(transaction);
    const changed = applyPatch(current, { approvals: { four_eyes_for: null } });
    if (Object.keys(changed.changes).length === 0) return false;
    await writeVersion(transaction, { current, changed, changedById: null, caller: systemCaller });
    return true;
  });
  forgetSettings();
  return isLifted;
}
