import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { phoneIndex } from '#lib/crypto/blind-index.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { issueNotMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import { consumeToken, findTokenByCode, issueOneTimeToken, makeCode, readDetail, voidTokens } from '#lib/one-time-tokens/one-time-token.ts';
import { countUnder } from '#lib/rate-limit/recipient-counter.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { admitText, isServed } from '#lib/sms/admit-text.ts';
import { countryOf, normalizePhone } from '#lib/sms/phone-number.ts';
import { queueText } from '#lib/sms/queue-text.ts';
import { sealPersonalData } from './personal-data.ts';
import { searchTokensAfter } from './search-tokens-of.ts';
import { withoutPhone } from './without-phone.ts';

function aboutOwn({ user, dataKey }: Actor) {
  return { actorId: user.id, subjectId: user.id, subjectKey: dataKey };
}

/** One person must not be able to write to many strangers through us. */
async function admitChange(transaction: Transaction, userId: string, phone: string): Promise<boolean> {
  const { recipient } = env().RATE_LIMITS;
  if (recipient && !(await countUnder(transaction, Buffer.from(`phone-change:${userId}`), recipient))) return false;
  return admitText(transaction, 'change', phone);
}

/**
 * Sends a code to the number that is to become the actor's. Whose it is so far makes no difference: nobody learns whether
 * a number is taken before they proved that it is in their hand. VALIDATION_FAILED with the reason for what is no number.
 */
export async function requestPhone(actor: Actor, typed: string, caller: Caller): Promise<{ status: 'accepted' }> {
  const { user, session, dataKey } = actor;
  const phone = normalizePhone(typed);
  if (!isServed(countryOf(phone))) throw fieldError('phone', 'country', 'Text messages are not sent to this country.');
  const { code, codeHash } = await makeCode();
  await inTransaction(async (transaction) => {
    await recordEvent(transaction, { action: 'phone.change_requested', result: 'success', ...aboutOwn(actor), caller });
    if (!(await admitChange(transaction, user.id, phone))) return;
    const detail = { dataKey, text: phone };
    await issueOneTimeToken(transaction, { purpose: 'phone_change', userId: user.id, codeHash, boundTo: session.id, detail });
    await queueText(transaction, {
      userId: user.id,
      dataKey,
      locale: user.locale,
      to: phone,
      message: { kind: 'confirm_phone', code },
    });
  });
  return { status: 'accepted' };
}

async function takeChange(actor: Actor, code: string): Promise<string | null> {
  const { user, session, dataKey } = actor;
  const token = await findTokenByCode('phone_change', user.id, code, session.id);
  if (!token || !(await inTransaction((transaction) => consumeToken(transaction, token.id)))) return null;
  return readDetail(token.id, dataKey);
}

/** Codes that are still on their way to a number count no more once the number does not. */
async function forgetSentCodes(transaction: Transaction, userId: string): Promise<void> {
  await voidTokens(transaction, userId, { only: ['phone_sign_in', 'sms_factor', 'phone_change'] });
}

async function tellOwner(
  transaction: Transaction,
  { user, dataKey }: Actor,
  change: { template: 'phone_changed' | 'phone_removed'; replaced: string | null },
): Promise<void> {
  const owner = { userId: user.id, dataKey, locale: user.locale };
  await queueMail(transaction, { ...owner, message: { template: change.template, notMeLink: await issueNotMeLink(transaction, user.id) } });
  if (change.replaced && (await admitText(transaction, 'notice', change.replaced)))
    await queueText(transaction, { ...owner, to: change.replaced, message: { kind: 'phone_replaced' } });
}

function confirmedNumber({ user }: Actor): string | null {
  return user.phoneVerifiedAt ? user.phone : null;
}

/**
 * Makes the number the actor's with the code that was sent to it, in the session that asked, once. INVALID_CODE;
 * CONFLICT when it is confirmed on another account, which keeps it: see docs/decisions.
 */
export async function confirmPhone(actor: Actor, code: string, caller: Caller): Promise<Actor> {
  const { user, dataKey } = actor;
  const phone = await takeChange(actor, code);
  if (!phone) {
    await recordEvent(db(), { action: 'phone.change_failed', result: 'failure', reason: 'invalid_code', ...aboutOwn(actor), caller });
    throw new ServiceError('INVALID_CODE');
  }
  const before = confirmedNumber(actor);
  const now = new Date();
  try {
    await inTransaction(async (transaction) => {
      const { tokens } = await searchTokensAfter(transaction, { id: user.id, dataKey }, { phone });
      await transaction.user.update({
        where: { id: user.id },
        data: {
          ...sealPersonalData(dataKey, user.id, { phone }),
          phoneIndex: await phoneIndex(phone),
          phoneVerifiedAt: now,
          searchTokens: tokens,
          updatedAt: now,
        },
        select: { id: true },
      });
      await forgetSentCodes(transaction, user.id);
      const changes = { phone: { before, after: phone } };
      await recordEvent(transaction, { action: 'phone.changed', result: 'success', changes, ...aboutOwn(actor), caller });
      await tellOwner(transaction, actor, { template: 'phone_changed', replaced: before === phone ? null : before });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await recordEvent(db(), { action: 'phone.change_failed', result: 'denied', reason: 'taken', ...aboutOwn(actor), caller });
    const message = 'This number is confirmed on another account. Remove it there first.';
    throw new ServiceError('CONFLICT', { message, details: { fields: [{ path: 'phone', code: 'taken', message }] } });
  }
  return { ...actor, user: { ...user, phone, phoneVerifiedAt: now, updatedAt: now } };
}

/** Takes the number away. NOT_FOUND without one; CONFLICT while text messages are a second factor. */
export async function removePhone(actor: Actor, caller: Caller): Promise<{ removed: true }> {
  const { user, dataKey } = actor;
  await inTransaction(async (transaction) => {
    const gone = await withoutPhone(transaction, { id: user.id, dataKey });
    const { count } = await transaction.user.updateMany({
      where: { id: user.id, phoneSealed: { not: null } },
      data: { ...gone, updatedAt: new Date() },
    });
    if (count === 0) throw new ServiceError('NOT_FOUND');
    // After the row is locked, which keeps a set-up that is being confirmed right now waiting.
    if ((await transaction.factor.count({ where: { userId: user.id, method: 'sms', confirmedAt: { not: null } } })) > 0)
      throw new ServiceError('CONFLICT', { message: 'Text messages are your second step. Switch that off first.' });
    await forgetSentCodes(transaction, user.id);
    const changes = { phone: { before: user.phone, after: null } };
    await recordEvent(transaction, { action: 'phone.removed', result: 'success', changes, ...aboutOwn(actor), caller });
    await tellOwner(transaction, actor, { template: 'phone_removed', replaced: confirmedNumber(actor) });
  });
  return { removed: true };
}
