import { findContact } from '#lib/accounts/find-contact.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { issueOneTimeToken, makeCode } from '#lib/one-time-tokens/one-time-token.ts';
import { countRecipient } from '#lib/rate-limit/recipient-counter.ts';
import { admitText } from '#lib/sms/admit-text.ts';
import { queueText } from '#lib/sms/queue-text.ts';
import type { SentFactorMethod } from './factor-methods.ts';

type Owner = { id: string; dataKey: Uint8Array; locale: string };

export type FactorCode = {
  method: SentFactorMethod;
  /** The challenge, session or set-up that asked; the code counts there alone. */
  askedIn: string;
  reason: 'second_factor' | 'step_up' | 'factor_setup';
  /** One more condition, counted in the same transaction; false means that nothing is sent. */
  admit?: (transaction: Transaction) => Promise<boolean>;
};

async function mailCode(transaction: Transaction, owner: Owner, code: string, { reason }: FactorCode): Promise<void> {
  const { APP_URL } = env();
  const message =
    reason === 'step_up'
      ? ({ template: 'step_up', code, link: `${APP_URL}/security` } as const)
      : ({ template: reason, code, resetLink: `${APP_URL}/forgot-password` } as const);
  await queueMail(transaction, { userId: owner.id, dataKey: owner.dataKey, locale: owner.locale, message });
}

/**
 * Sends a code to the confirmed number or address; older ones are void. Beyond a limit nothing is sent and nobody is told:
 * the code that came last stays good.
 */
export async function sendFactorCode(owner: Owner, factor: FactorCode, caller: Caller): Promise<void> {
  const { method, askedIn, reason, admit } = factor;
  const { code, codeHash } = await makeCode();
  await inTransaction(async (transaction) => {
    await recordEvent(transaction, {
      action: 'factor.code_requested',
      result: 'success',
      reason: method,
      subjectId: owner.id,
      subjectKey: owner.dataKey,
      caller,
    });
    if (admit && !(await admit(transaction))) return;
    const { email, phone } = await findContact(owner, transaction);
    const purpose = reason === 'factor_setup' ? 'factor_setup' : (`${method}_factor` as const);
    const token = { purpose, userId: owner.id, codeHash, boundTo: askedIn } as const;
    if (method === 'sms' && phone && (await admitText(transaction, reason, phone))) {
      await issueOneTimeToken(transaction, token);
      const message = { kind: reason, code } as const;
      await queueText(transaction, { userId: owner.id, dataKey: owner.dataKey, locale: owner.locale, to: phone, message });
    }
    if (method === 'email' && email && (await countRecipient(transaction, reason, email))) {
      await issueOneTimeToken(transaction, token);
      await mailCode(transaction, owner, code, factor);
    }
  });
}
