import type { LimitName } from '#lib/env/limits.ts';
import { env } from '#lib/env.ts';
import { ipKey } from './ip-key.ts';
import { consumeLimit } from './limiter.ts';
import { anonymousRule, type LimitRule, limitRule } from './rules.ts';
import { isLimitName, parseVerdict, type Verdict } from './verdict.ts';

/** `verdict` is the value of the `x-gatehouse-limit` header, `ip` the address from `clientIp`. */
export type CountedRequest = { ip: string | null; verdict: string | null };

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

/** The limit of every other endpoint for a known caller, counted per user (or API key) over all addresses. */
export async function limitCaller(callerId: string, roles: readonly string[]): Promise<Verdict> {
  return consumeLimit(roleLimit(roles), 'api', callerId);
}
