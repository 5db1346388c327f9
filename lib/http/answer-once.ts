import { type Endpoint, isWrite } from '#lib/contracts/endpoint.ts';
import { endingTransactionsWith } from '#lib/db/client.ts';
import { type ErrorCode, type ErrorDetails, fieldError, ServiceError } from '#lib/errors.ts';
import { claimRun, giveUpRun, keepOutcome, markCommitted, type Run } from '#lib/idempotency/claim-run.ts';
import { logger } from '#lib/observability/logger.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { ipKey } from '#lib/rate-limit/ip-key.ts';
import { type Principal, principalId } from '#lib/sessions/actor.ts';
import type { Answered } from './answered.ts';
import type { Stamp } from './error-body.ts';
import type { Input } from './read-input.ts';
import type { RequestContext } from './request-context.ts';

type Refused = { code: ErrorCode; message: string; details?: ErrorDetails | undefined };
type Kept = { stamp: Stamp } & ({ answered: Answered } | { refused: Refused });

/** What a write came to: now, or when the request was first made. */
export type Result = { stamp: Stamp; isReplay: boolean } & ({ answered: Answered } | { refusal: ServiceError });

export type Asked = { contract: Endpoint; actor: Principal | null; context: RequestContext; input: Input; headers: Headers };

const keyForm = /^[\x21-\x7e]{1,255}$/;

function readKey({ contract, headers }: Asked): string | null {
  const key = headers.get('idempotency-key');
  if (key === null || !isWrite(contract)) return null;
  if (keyForm.test(key)) return key;
  throw fieldError('idempotency-key', 'invalid_format', 'Use 1 to 255 visible ASCII characters.');
}

/**
 * Who the key belongs to. Somebody signed in is their session, because what a write does can depend on it; a program is
 * the API key it came with, or its service account. Nobody in particular is an address with the cookies that count
 * before signing in, so that two people behind one address who choose the same key are kept apart by what only their
 * own browser holds.
 */
function callerOf({ actor, context }: Asked): string {
  const { caller, challengeCookie, offeredLinkCookie, passkeyCookie } = context;
  const held = [challengeCookie, offeredLinkCookie, passkeyCookie, caller.heldTokens ?? null];
  return JSON.stringify(actor ? [...identityOf(actor), held] : ['address', ipKey(caller.ip), held]);
}

/** The same body for another pool is another request. */
function otherPool({ caller }: RequestContext): string[] {
  return caller.pool === defaultPool ? [] : [caller.pool];
}

function identityOf(actor: Principal): [string, string] {
  if (actor.type === 'session') return ['session', actor.session.id];
  return actor.key ? ['api_key', actor.key.id] : ['service_account', principalId(actor)];
}

/** A cookie that is taken away tells nothing; one that is set is a secret of the browser it was made for. */
function holdsSecret(contract: Endpoint, { cookies }: Answered): boolean {
  return Boolean(contract.secretAnswer) || cookies.some((cookie) => !/;\s*max-age=0(?:;|$)/i.test(cookie));
}

/** An answer that is not about the request but about the moment: asking again may well be answered otherwise. */
function isTemporary(error: unknown): boolean {
  return !(error instanceof ServiceError) || error.status >= 500 || error.retryAfterSeconds !== undefined;
}

async function keep(run: Run, kept: Kept | null, stamp: Stamp): Promise<void> {
  try {
    await keepOutcome(run, kept && JSON.stringify(kept));
  } catch (error) {
    // The work is done, and says so. Its key counts as running until it is taken for abandoned.
    logger().error({ request_id: stamp.requestId, err: error }, 'the answer to an idempotency key could not be kept');
  }
}

async function give(run: Run, error: unknown, stamp: Stamp): Promise<void> {
  try {
    await giveUpRun(run, { isRefused: error instanceof ServiceError && error.status < 500 });
  } catch (failure) {
    logger().error({ request_id: stamp.requestId, err: failure }, 'an idempotency key could not be given back');
  }
}

async function runAndKeep(run: Run, asked: Asked, stamp: Stamp, work: () => Promise<Answered>): Promise<Answered> {
  let answered: Answered;
  try {
    answered = await endingTransactionsWith((transaction) => markCommitted(transaction, run), work);
  } catch (error) {
    if (isTemporary(error)) await give(run, error, stamp);
    else if (error instanceof ServiceError) {
      const { code, message, details } = error;
      await keep(run, { stamp, refused: { code, message, details } }, stamp);
    }
    throw error;
  }
  await keep(run, holdsSecret(asked.contract, answered) ? null : { stamp, answered }, stamp);
  return answered;
}

/**
 * Runs `work`, once for each Idempotency-Key of a caller (api.md, Conventions): a repeated request is answered with what
 * the first one came to. Whoever may not ask any more has been refused before this.
 */
export async function answerOnce(asked: Asked, stamp: Stamp, work: () => Promise<Answered>): Promise<Result> {
  const idempotencyKey = readKey(asked);
  if (idempotencyKey === null) return { answered: await work(), stamp, isReplay: false };
  const { contract, actor, context, input } = asked;
  const claim = await claimRun({
    caller: callerOf(asked),
    callerKey: actor && 'user' in actor ? actor.dataKey : null,
    idempotencyKey,
    content: JSON.stringify([contract.method, contract.path, input, ...otherPool(context)]),
  });
  if (claim.status === 'run') return { answered: await runAndKeep(claim.run, asked, stamp, work), stamp, isReplay: false };
  const kept = JSON.parse(claim.outcome) as Kept;
  if ('answered' in kept) return { ...kept, isReplay: true };
  const { code, message, details } = kept.refused;
  return { refusal: new ServiceError(code, { message, ...(details && { details }) }), stamp: kept.stamp, isReplay: true };
}
