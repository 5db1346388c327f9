import { randomInt } from 'node:crypto';
import { randomToken, sha256 } from '#lib/crypto/hash.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { type Database, db, type Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { slowHash, verifySlowHash } from '#lib/passwords/slow-hash.ts';
import { secondsFromNow } from '#lib/sessions/lifetimes.ts';

export type OneTimePurpose =
  | 'email_verification'
  | 'password_reset'
  | 'admin_setup'
  | 'sign_in'
  | 'step_up'
  | 'email_change'
  | 'email_revert'
  | 'recovery_request'
  | 'recovery_cancel'
  | 'recovery_complete'
  | 'not_me'
  | 'phone_sign_in'
  | 'phone_change'
  | 'factor_setup'
  | 'sms_factor'
  | 'email_factor'
  | 'invitation'
  | 'recovery_link';

const lifetimeSeconds: Record<OneTimePurpose, number> = {
  email_verification: 30 * 60,
  password_reset: 30 * 60,
  admin_setup: 24 * 60 * 60,
  sign_in: 10 * 60,
  step_up: 10 * 60,
  email_change: 30 * 60,
  email_revert: 7 * 24 * 60 * 60,
  recovery_request: 30 * 60,
  /** Longer than any request stays open; a request that has ended cannot be cancelled. */
  recovery_cancel: 60 * 24 * 60 * 60,
  recovery_complete: 30 * 60,
  not_me: 7 * 24 * 60 * 60,
  phone_sign_in: 10 * 60,
  phone_change: 10 * 60,
  factor_setup: 10 * 60,
  sms_factor: 10 * 60,
  email_factor: 10 * 60,
  invitation: 7 * 24 * 60 * 60,
  recovery_link: 60 * 60,
};
/** Ways back for the owner: whoever causes another mail of the kind must not make those in earlier mails void. */
const standing: ReadonlySet<OneTimePurpose> = new Set(['email_revert', 'recovery_cancel', 'not_me']);
const maxCodeAttempts = 5;

/** Six random digits and their slow hash. Made before the transaction: hashing takes ten milliseconds. */
export async function makeCode(): Promise<{ code: string; codeHash: string }> {
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
  return { code, codeHash: await slowHash(code) };
}

/** When a token of this purpose that is made now expires. */
export function oneTimeTokenExpiry(purpose: OneTimePurpose): Date {
  return secondsFromNow(lifetimeSeconds[purpose]);
}

type NewToken = {
  purpose: OneTimePurpose;
  userId: string | null;
  codeHash?: string;
  /** The challenge, session or set-up in which alone its code counts. */
  boundTo?: string;
  /** What it will change; kept under the user's data key. */
  detail?: { dataKey: Uint8Array; text: string };
};

/** Where the detail of a token belongs: its AAD. */
function detailContext(tokenId: string): string {
  return `one_time_token.detail:${tokenId}`;
}

/** Which tokens: those of some purposes, or all but those of some (with `madeBefore`: but those that were made before). */
export type TokenSelection = { only: OneTimePurpose[] } | { except: OneTimePurpose[]; madeBefore?: Date };

function selected(selection: TokenSelection) {
  if ('only' in selection) return { purpose: { in: selection.only } };
  const { except, madeBefore } = selection;
  return { NOT: { purpose: { in: except }, ...(madeBefore && { createdAt: { lt: madeBefore } }) } };
}

/** Ends the user's tokens that were not used yet; `null` is the user of the set-up link, who is not there yet. */
export async function voidTokens(transaction: Transaction, userId: string | null, selection: TokenSelection): Promise<void> {
  await transaction.oneTimeToken.updateMany({
    where: { userId, consumedAt: null, voidedAt: null, ...selected(selection) },
    data: { voidedAt: new Date() },
  });
}

/** Writes a new token and, but for the ways back, voids the older ones of the same purpose and user. Returns the secret, once. */
export async function issueOneTimeToken(transaction: Transaction, token: NewToken): Promise<string> {
  const secret = randomToken();
  const { purpose, userId, detail } = token;
  const id = uuidv7();
  if (!standing.has(purpose)) await voidTokens(transaction, userId, { only: [purpose] });
  await transaction.oneTimeToken.create({
    data: {
      id,
      purpose,
      userId,
      tokenHash: sha256(secret),
      codeHash: token.codeHash ?? null,
      boundTo: token.boundTo ?? null,
      detailSealed: detail ? seal(detail.dataKey, detail.text, detailContext(id)) : null,
      expiresAt: oneTimeTokenExpiry(purpose),
    },
    select: { id: true },
  });
  return secret;
}

export type LiveToken = { id: string; userId: string | null; expiresAt: Date };

function live(now: Date) {
  return { consumedAt: null, voidedAt: null, expiresAt: { gt: now } };
}

/** The live token with this secret that is for this purpose, or one of these, or null; looking does not consume it. */
export function findLiveToken(
  purpose: OneTimePurpose | readonly OneTimePurpose[],
  secret: string,
  database: Database = db(),
): Promise<LiveToken | null> {
  return database.oneTimeToken.findFirst({
    where: { tokenHash: sha256(secret), purpose: { in: [purpose].flat() }, ...live(new Date()) },
    select: { id: true, userId: true, expiresAt: true },
  });
}

/** Whether a token of this purpose waits for its user. */
export async function hasLiveToken(purpose: OneTimePurpose, userId: string): Promise<boolean> {
  return (await db().oneTimeToken.findFirst({ where: { purpose, userId, ...live(new Date()) }, select: { id: true } })) !== null;
}

/** Consumes a token by one conditional update (data.md, rule 1): of any number of parallel tries one gets true. */
export async function consumeToken(transaction: Transaction, id: string): Promise<boolean> {
  const { count } = await transaction.oneTimeToken.updateMany({ where: { id, ...live(new Date()) }, data: { consumedAt: new Date() } });
  return count === 1;
}

/**
 * The live token whose code this is, or null. Every try is counted before it is evaluated, five at most per code;
 * without a user or a token the same slow work is done, so that time does not tell. A token that is bound to a
 * challenge, a session or a set-up counts there alone.
 */
export async function findTokenByCode(
  purpose: OneTimePurpose,
  userId: string | null,
  code: string,
  boundTo: string | null = null,
): Promise<LiveToken | null> {
  const found =
    userId &&
    (await db().oneTimeToken.findFirst({
      where: { purpose, userId, boundTo, codeHash: { not: null }, ...live(new Date()) },
      orderBy: { createdAt: 'desc' },
      select: { id: true, codeHash: true, expiresAt: true },
    }));
  const counted = found
    ? await db().oneTimeToken.updateMany({
        where: { id: found.id, attempts: { lt: maxCodeAttempts } },
        data: { attempts: { increment: 1 } },
      })
    : { count: 0 };
  const matches = await verifySlowHash(found && counted.count === 1 ? found.codeHash : null, code);
  return found && matches ? { id: found.id, userId, expiresAt: found.expiresAt } : null;
}

/** What a token will change; null where it says nothing. */
export async function readDetail(tokenId: string, dataKey: Uint8Array, database: Database = db()): Promise<string | null> {
  const row = await database.oneTimeToken.findUnique({ where: { id: tokenId }, select: { detailSealed: true } });
  return row?.detailSealed ? unseal(dataKey, row.detailSealed, detailContext(tokenId)).toString('utf8') : null;
}
