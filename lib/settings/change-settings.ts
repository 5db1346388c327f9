import type { Caller } from '#lib/audit/caller.ts';
import type { Changes } from '#lib/audit/changes.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { forgetSettings, loadSettings, type SettingsVersion } from './read-settings.ts';
import { defaultSettings, flattenSettings, isSameSetting, type SettingsPatch } from './settings.ts';

/** Two admins who save at once take turns: each change is made to what the other one left. */
async function takeTurn(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse:settings'))`;
}

type Changed = { values: Prisma.InputJsonObject; changes: Changes };

function applyPatch(current: SettingsVersion, patch: SettingsPatch): Changed {
  const defaults = flattenSettings(defaultSettings);
  const before = flattenSettings(current.settings);
  const after = new Map(before);
  for (const [name, value] of flattenSettings(patch)) after.set(name, value === null ? defaults.get(name) : value);
  const changes: Changes = {};
  const values: Record<string, Record<string, Prisma.InputJsonValue>> = {};
  for (const [name, value] of after) {
    if (!isSameSetting(value, before.get(name))) changes[name] = { before: before.get(name), after: value };
    if (isSameSetting(value, defaults.get(name))) continue;
    const [group = '', field = ''] = name.split('.');
    values[group] = { ...values[group], [field]: value as Prisma.InputJsonValue };
  }
  return { values, changes };
}

async function requireKnownRoles(transaction: Transaction, patch: SettingsPatch): Promise<void> {
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
async function requireOwnPasskey(transaction: Transaction, actor: Actor, changes: Changes): Promise<void> {
  if (changes['factors.phishing_resistant_only']?.after !== true) return;
  if ((await transaction.passkey.count({ where: { userId: actor.user.id } })) > 0) return;
  const message = 'Add a passkey to your own account first.';
  throw new ServiceError('CONFLICT', {
    message,
    details: { reason: 'needs_passkey', fields: [{ path: 'factors.phishing_resistant_only', code: 'needs_passkey', message }] },
  });
}

/**
 * Changes any subset of the settings as one new version; null sets one back to its default. Nothing new is written when
 * nothing differs. PRECONDITION_FAILED when the newest version is none of `expected` (null: whichever it is);
 * CONFLICT when the actor would turn on a policy that they do not meet themselves.
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
    const { values, changes } = applyPatch(current, patch);
    if (Object.keys(changes).length === 0) return current;
    await requireOwnPasskey(transaction, actor, changes);
    const version = current.version + 1;
    await transaction.setting.create({
      data: { version, values, changes: changes as Prisma.InputJsonObject, changedById: actor.user.id },
    });
    await recordEvent(transaction, {
      action: 'settings.changed',
      result: 'success',
      actorId: actor.user.id,
      target: { type: 'settings', id: String(version) },
      changes,
      caller,
    });
    return loadSettings(transaction);
  });
  forgetSettings();
  return result;
}
