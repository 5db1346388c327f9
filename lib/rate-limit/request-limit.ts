import type { LimitSetting } from '#lib/env/limits.ts';
import { env } from '#lib/env.ts';
import { callingKey, type Principal, principalId } from '#lib/sessions/actor.ts';
import { ipKey } from './ip-key.ts';
import type { LimitName } from './limit-table.ts';
import { consumeLimit } from './limiter.ts';
import { anonymousRule, callerRule, type LimitRule, limitRule } from './rules.ts';
import { isLimitName, parseVerdict, type Verdict } from './verdict.ts';

/** `verdict` is the value of the `x-gatehouse-limit` header, `ip` the address from `clientIp`. */
export type CountedRequest = { ip: string | null; verdict: string | null };

/** What is asked for; `pathname` begins with /api/v1. */
export type Asked = { method: string; pathname: string };

/**
 * The verdict of a limit per address. Taken from the edge only if the edge counted the very same rule and bucket; a
 * form action posted to another page than its own arrives with another verdict or none, and is counted here.
 */
async function limitByAddress(rule: LimitRule, request: CountedRequest): Promise<Verdict> {
  const counted = parseVerdict(request.verdict);
  if (counted?.name === rule.name && counted.bucket === rule.bucket) return counted;
  return consumeLimit(rule.name, rule.bucket, ipKey(request.ip));
}

/** The limits of sign-in, registration and reset, known from the path alone; null for every other endpoint. Before the actor. */
export async function limitSensitive(method: string, pathname: string, request: CountedRequest): Promise<Verdict | null> {
  const rule = limitRule(method, pathname, true);
  return rule ? limitByAddress(rule, request) : null;
}

/** The limit of every other endpoint for a caller without valid credentials. After the actor turned out to be nobody. */
export async function limitAnonymous(request: CountedRequest): Promise<Verdict> {
  return limitByAddress(anonymousRule, request);
}

/** The most generous limit among the caller's roles; a role of the installation's own counts as `user`. */
export function roleLimit(roles: readonly string[]): LimitName {
  const limits = env().RATE_LIMITS;
  const room = (name: LimitName) => {
    const setting = limits[name];
    return setting ? setting.max / setting.windowSeconds : Number.POSITIVE_INFINITY;
  };
  const names = roles.map((role) => `role.${role}`).map((name) => (isLimitName(name) ? name : 'role.user'));
  return names.reduce((best, name) => (room(name) > room(best) ? name : best), names[0] ?? 'role.guest');
}

/**
 * The limit of every other endpoint for a user (under that of their roles), a service account (under `service`: its
 * permissions say what it may do, not how often) or an organization, counted over all addresses, sessions, keys and tokens.
 */
export async function limitOwner(id: string, otherwise: LimitName, asked?: Asked): Promise<Verdict> {
  const rule = asked && callerRule(asked.method, asked.pathname);
  return consumeLimit(rule?.name ?? otherwise, rule?.bucket ?? 'api', id);
}

/**
 * The limit of one API key: its own, or the table's `key` where it has none (undefined). Ask before its owner's
 * (`limitOwner`), which counts too, or many keys would be a way around the owner's limit.
 */
export async function limitKey(keyId: string, limit?: LimitSetting): Promise<Verdict> {
  return consumeLimit('key', 'api', keyId, limit);
}

/** Of two verdicts on one request the one that refuses, or leaves less. */
export function stricter(left: Verdict, right: Verdict): Verdict {
  if (left.allowed !== right.allowed) return left.allowed ? right : left;
  if (left.source === 'off') return right;
  if (right.source === 'off') return left;
  return right.remaining < left.remaining ? right : left;
}

function ownersLimit(principal: Principal): LimitName {
  if ('user' in principal) return roleLimit(principal.roles);
  return principal.type === 'service_account' ? 'service' : 'organization';
}

/**
 * The limit of whoever a credential stands for. A key has one of its own and counts towards its owner's too, or many keys
 * would be a way around the owner's.
 */
export async function limitPrincipal(principal: Principal, asked: Asked): Promise<Verdict> {
  const key = callingKey(principal);
  const verdict = key && (await limitKey(key.id, key.limit ?? undefined));
  if (verdict && !verdict.allowed) return verdict;
  const owners = await limitOwner(principalId(principal), ownersLimit(principal), asked);
  return verdict ? stricter(verdict, owners) : owners;
}
