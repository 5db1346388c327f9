import { listWaysIn } from '#lib/accounts/ways-in.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { Bytes } from '#lib/crypto/hash.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { type MailMessage, queueMail } from '#lib/email/queue-mail.ts';
import { ServiceError } from '#lib/errors.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import { consumeToken, findTokenByCode, voidTokens } from '#lib/one-time-tokens/one-time-token.ts';
import type { Actor, UserActor } from '#lib/sessions/actor.ts';
import { requireAllowedMethod } from '#lib/settings/allowed-methods.ts';
import { countBackupCodes, makeBackupCodes, storeBackupCodes } from './backup-codes.ts';
import { dropFactor } from './drop-factor.ts';
import type { FactorMethod, SentFactorMethod } from './factor-methods.ts';
import { sendFactorCode } from './send-code.ts';
import { acceptedTotpStep, describeTotp, newTotpSecret } from './totp.ts';
import { factorContext } from './verify-factor.ts';

const setupMinutes = 15;
const maxSetupAttempts = 10;

export type FactorSummary = { method: FactorMethod | 'passkey'; created_at: string; last_used_at: string | null };

function mailOwner(transaction: Transaction, { user, dataKey }: Actor, message: MailMessage): Promise<void> {
  return queueMail(transaction, { userId: user.id, dataKey, locale: user.locale, message });
}

/** The factors that are switched on, and how many backup codes are left. */
export async function listFactors(actor: Pick<UserActor, 'user'>): Promise<{ factors: FactorSummary[]; backup_codes_left: number }> {
  const rows = await db().factor.findMany({ where: { userId: actor.user.id, confirmedAt: { not: null } }, orderBy: { createdAt: 'asc' } });
  const factors = rows.map(
    (row): FactorSummary => ({
      method: row.method,
      created_at: row.createdAt.toISOString(),
      last_used_at: row.lastUsedAt?.toISOString() ?? null,
    }),
  );
  return { factors, backup_codes_left: await countBackupCodes(actor.user.id) };
}

const alreadyOn = {
  totp: 'An authenticator app is set up already. Remove it first.',
  sms: 'Text messages are set up already.',
  email: 'Codes by e-mail are set up already.',
} satisfies Record<FactorMethod, string>;

/** Puts an unconfirmed factor in the place of an older one. CONFLICT when one of its kind is on. */
async function writeSetup(userId: string, method: FactorMethod, id: string, secretSealed: Bytes | null): Promise<void> {
  await inTransaction(async (transaction) => {
    if (await transaction.factor.findFirst({ where: { userId, method, confirmedAt: { not: null } }, select: { id: true } }))
      throw new ServiceError('CONFLICT', { message: alreadyOn[method] });
    await transaction.factor.deleteMany({ where: { userId, method, confirmedAt: null } });
    await transaction.factor.create({ data: { id, userId, method, secretSealed }, select: { id: true } });
  });
}

export type TotpSetup = { setup_id: string; secret: string; otpauth_url: string; qr_svg: string };
export type CodeSetup = { setup_id: string; expires_in: number };

/** Begins to set up an authenticator app. The secret is the server's; until a code confirms it, it gates nothing. */
export async function startTotpSetup({ user, dataKey }: Actor): Promise<TotpSetup> {
  const id = uuidv7();
  const secret = newTotpSecret();
  await writeSetup(user.id, 'totp', id, seal(dataKey, secret, factorContext(id)));
  const { otpauthUrl, qrSvg } = describeTotp(secret, user.email ?? user.username ?? user.id);
  return { setup_id: id, secret, otpauth_url: otpauthUrl, qr_svg: qrSvg };
}

const noOtherWayIn = {
  email_only: 'You sign in by e-mail only. Set a password first.',
  passkey_or_email:
    'A passkey needs no second step, and without it you would sign in by e-mail, where a code by e-mail does not count. Set a password first.',
} as const;

/**
 * With codes by mail as the second factor the mailbox cannot be the first one as well: somebody who has nothing else to
 * sign in with would lock themselves out, with a passkey as soon as it is lost.
 */
async function requireOtherWayIn({ user }: Actor): Promise<void> {
  const ways = await listWaysIn(user.id);
  if (ways.includes('password') || ways.includes('connection') || user.phoneVerifiedAt) return;
  const reason = ways.includes('passkey') ? 'passkey_or_email' : 'email_only';
  throw new ServiceError('CONFLICT', { message: noOtherWayIn[reason], details: { reason } });
}

/** Begins to set up codes by text message or by mail, and sends the first one. CONFLICT without a confirmed number. */
export async function startCodeSetup(actor: Actor, method: SentFactorMethod, caller: Caller): Promise<CodeSetup> {
  const { user, dataKey } = actor;
  await requireAllowedMethod(user.pool, `${method}_factor`);
  if (method === 'sms' && !user.phoneVerifiedAt) throw new ServiceError('CONFLICT', { message: 'Confirm a phone number first.' });
  if (method === 'email') await requireOtherWayIn(actor);
  const id = uuidv7();
  await writeSetup(user.id, method, id, null);
  await sendFactorCode({ id: user.id, dataKey, locale: user.locale }, { method, askedIn: id, reason: 'factor_setup' }, caller);
  return { setup_id: id, expires_in: 10 * 60 };
}

type Pending = { id: string; method: FactorMethod; secretSealed: Uint8Array | null };

/** What a right code leaves on the factor: for an app, the step that counts no more. Null for a wrong one. */
async function checkSetupCode({ user, dataKey }: Actor, factor: Pending, code: string): Promise<{ lastStep: number } | null> {
  if (factor.secretSealed) {
    const lastStep = await acceptedTotpStep(unseal(dataKey, factor.secretSealed, factorContext(factor.id)).toString('utf8'), code, 0);
    return lastStep === null ? null : { lastStep };
  }
  const token = await findTokenByCode('factor_setup', user.id, code.replace(/[\s-]/g, ''), factor.id);
  return token && (await inTransaction((transaction) => consumeToken(transaction, token.id))) ? { lastStep: 0 } : null;
}

const wrongSetupCode = {
  totp: 'This code is not right. Check the clock of your device and try the next one.',
  sms: 'This code is not valid or has expired.',
  email: 'This code is not valid or has expired.',
} satisfies Record<FactorMethod, string>;

/**
 * Switches a factor on with a code from it. With the first one come ten backup codes, shown once. INVALID_CODE;
 * NOT_FOUND for an unknown or old set-up.
 */
export async function enableFactor(actor: Actor, setupId: string, code: string, caller: Caller): Promise<{ backup_codes?: string[] }> {
  const { user, session, dataKey } = actor;
  const pending = { id: setupId, userId: user.id, confirmedAt: null, createdAt: { gt: new Date(Date.now() - setupMinutes * 60_000) } };
  const counted = await db().factor.updateMany({
    where: { ...pending, attempts: { lt: maxSetupAttempts } },
    data: { attempts: { increment: 1 } },
  });
  const factor = counted.count === 1 ? await db().factor.findFirst({ where: pending }) : null;
  if (!factor || factor.method === 'passkey') throw new ServiceError('NOT_FOUND', { message: 'This set-up has expired. Start again.' });
  const { method } = factor;
  const proved = await checkSetupCode(actor, { id: factor.id, method, secretSealed: factor.secretSealed }, code);
  if (!proved) throw new ServiceError('INVALID_CODE', { message: wrongSetupCode[method] });
  const hasOther = (await db().factor.count({ where: { userId: user.id, confirmedAt: { not: null } } })) > 0;
  const set = hasOther ? null : await makeBackupCodes();
  const isFirst = await inTransaction(async (transaction) => {
    // Locks the user: of two factors that are switched on at once one is the first, and its codes are the ones that count.
    const owner = await transaction.user.update({
      where: { id: user.id },
      data: { factorFailures: 0 },
      select: { phoneVerifiedAt: true },
    });
    if (method === 'sms' && !owner.phoneVerifiedAt) throw new ServiceError('CONFLICT', { message: 'Confirm a phone number first.' });
    const others = await transaction.factor.count({ where: { userId: user.id, confirmedAt: { not: null } } });
    const enabled = await transaction.factor.updateMany({ where: pending, data: { confirmedAt: new Date(), ...proved } });
    if (enabled.count === 0) throw new ServiceError('NOT_FOUND');
    if (others === 0 && set) await storeBackupCodes(transaction, user.id, set);
    // What other sessions proved was the strongest until now; it must not be enough to switch this factor off again.
    await transaction.session.updateMany({ where: { userId: user.id, NOT: { id: session.id } }, data: { stepUpAt: null } });
    await recordEvent(transaction, {
      action: 'factor.enabled',
      result: 'success',
      reason: method,
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'factor', id: factor.id },
      caller,
    });
    await mailOwner(transaction, actor, { template: 'factor_enabled', method, notMeLink: await issueNotMeLink(transaction, user.id) });
    return others === 0;
  });
  return isFirst && set ? { backup_codes: set.codes } : {};
}

/**
 * Asks for a passkey after the password from now on. Backup codes come with the first factor; later ones keep them.
 * NOT_FOUND without a passkey, CONFLICT when it is on already.
 */
export async function enablePasskeyFactor(actor: Actor, caller: Caller): Promise<{ backup_codes?: string[] }> {
  const { user, session, dataKey } = actor;
  const set = user.secondFactorEnabled ? null : await makeBackupCodes();
  await inTransaction(async (transaction) => {
    // The last passkey must not go between the look and the switch: a factor that nothing can prove locks its owner out.
    await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${user.id}::uuid FOR UPDATE`;
    const [passkeys, factors] = await Promise.all([
      transaction.passkey.count({ where: { userId: user.id } }),
      transaction.factor.findMany({ where: { userId: user.id, confirmedAt: { not: null } }, select: { method: true } }),
    ]);
    if (passkeys === 0) throw new ServiceError('NOT_FOUND', { message: 'Add a passkey first.' });
    if (factors.some(({ method }) => method === 'passkey'))
      throw new ServiceError('CONFLICT', { message: 'Passkeys are asked for already.' });
    const id = uuidv7();
    await transaction.factor.create({ data: { id, userId: user.id, method: 'passkey', confirmedAt: new Date() }, select: { id: true } });
    if (set) await storeBackupCodes(transaction, user.id, set);
    await transaction.session.updateMany({ where: { userId: user.id, NOT: { id: session.id } }, data: { stepUpAt: null } });
    await recordEvent(transaction, {
      action: 'factor.enabled',
      result: 'success',
      reason: 'passkey',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'factor', id },
      caller,
    });
    await mailOwner(transaction, actor, {
      template: 'factor_enabled',
      method: 'passkey',
      notMeLink: await issueNotMeLink(transaction, user.id),
    });
  });
  return set ? { backup_codes: set.codes } : {};
}

/** Switches a factor off; with the last one the backup codes and trusted devices go too. NOT_FOUND when it is not on; CONFLICT while it is the last that the policy requires. */
export async function disableFactor(actor: Actor, method: FactorMethod | 'passkey', caller: Caller): Promise<{ disabled: true }> {
  const { user, dataKey } = actor;
  await inTransaction(async (transaction) => {
    await dropFactor(transaction, actor, method);
    if (method === 'sms' || method === 'email') await voidTokens(transaction, user.id, { only: [`${method}_factor`] });
    await recordEvent(transaction, {
      action: 'factor.disabled',
      result: 'success',
      reason: method,
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      caller,
    });
    await mailOwner(transaction, actor, { template: 'factor_disabled', method, notMeLink: await issueNotMeLink(transaction, user.id) });
  });
  return { disabled: true };
}

/** Makes ten new backup codes; the old ones are void. NOT_FOUND without a second factor. */
export async function renewBackupCodes(actor: Actor, caller: Caller): Promise<{ backup_codes: string[] }> {
  const { user, dataKey } = actor;
  const set = await makeBackupCodes();
  await inTransaction(async (transaction) => {
    if ((await transaction.factor.count({ where: { userId: user.id, confirmedAt: { not: null } } })) === 0)
      throw new ServiceError('NOT_FOUND');
    await storeBackupCodes(transaction, user.id, set);
    await recordEvent(transaction, {
      action: 'backup_codes.renewed',
      result: 'success',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      caller,
    });
    await mailOwner(transaction, actor, { template: 'backup_codes_renewed', notMeLink: await issueNotMeLink(transaction, user.id) });
  });
  return { backup_codes: set.codes };
}
