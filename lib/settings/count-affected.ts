import { db, runPlannedStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { isActiveUser, lacksFactor } from '#lib/factors/lacks-factor.ts';
import { isLiveGrant } from '#lib/roles/find-ranks.ts';
import {
  flattenSettings,
  isSameSetting,
  type Policies,
  type PolicyName,
  type SettingEffect,
  type SettingName,
  type Settings,
} from './settings.ts';

/** What a change means to those whom `count` counts; null: there is nobody to count. */
export type Effect = { effect: SettingEffect; count: number | null };

/** The policies of a pool before and after a change. `pool` null: everybody is in it. */
export type PolicyChange = { pool: string | null; before: Policies; after: Policies };

/** What there is after a change, and what it makes of the policies of each pool that it can reach. */
export type Whole = { after: Settings; pools: readonly PolicyChange[] };

/** Planned for its own values: of a rare role the few who hold it are looked at, of everybody's everybody. */
async function counted(effect: SettingEffect, statement: Prisma.Sql): Promise<Effect> {
  const [row] = await runPlannedStatement<{ count: number }>(statement);
  return { effect, count: row?.count ?? 0 };
}

const countUsers = (effect: SettingEffect, condition: Prisma.Sql) =>
  counted(effect, Prisma.sql`SELECT count(*)::int AS count FROM "user" u WHERE ${isActiveUser} AND ${condition}`);

/** Who of a pool feels a change of a policy, by its policies after it; null: nobody. */
type Feels = { effect: SettingEffect; who: (after: Policies) => Promise<Prisma.Sql | null> };

/** How many of one pool feel a change of a policy; null: nobody can. */
async function countInPool({ effect, who }: Feels, { pool, after }: PolicyChange): Promise<number | null> {
  const condition = await who(after);
  if (!condition) return null;
  // Where there is one pool the index has all that is asked.
  const inPool = pool === null ? Prisma.sql`TRUE` : Prisma.sql`u.pool = ${pool}`;
  return (await countUsers(effect, Prisma.sql`${inPool} AND ${condition}`)).count;
}

type CountInPool = typeof countInPool;

/** Active accounts of the pools in which the policy becomes another one: a pool that has its own does not feel that of the settings. */
async function countInPools(name: SettingName, feels: Feels, { pools }: Whole, count: CountInPool): Promise<Effect> {
  const sum: Effect = { effect: 'nobody', count: 0 };
  for (const change of pools) {
    if (isSameSetting(flattenSettings(change.before).get(name), flattenSettings(change.after).get(name))) continue;
    const more = await count(feels, change);
    if (more !== null) Object.assign(sum, { effect: feels.effect, count: (sum.count ?? 0) + more });
  }
  return sum;
}

const fromNowOn: Effect = { effect: 'from_now_on', count: null };
const nobody: Effect = { effect: 'nobody', count: 0 };
const nextPassword: Feels = { effect: 'next_password', who: async () => Prisma.sql`TRUE` };

/** Of a row `u` of "user": whether it holds one of these roles. By their ids, of which PostgreSQL knows how many hold each. */
async function holdsOneOf(names: readonly string[]): Promise<Prisma.Sql> {
  const roles = await db().role.findMany({ where: { name: { in: [...names] } }, select: { id: true } });
  const ids = roles.map(({ id }) => id);
  return Prisma.sql`u.id IN (SELECT ur.user_id FROM user_role ur WHERE ur.role_id = ANY(${ids}::uuid[]) AND ${isLiveGrant})`;
}

const mustEnrol: Feels = {
  effect: 'must_enrol',
  who: async ({ factors }) => {
    const lacks = lacksFactor({ onlyPasskeys: factors.phishing_resistant_only });
    if (factors.required === 'nobody') return null;
    return factors.required === 'everyone' ? lacks : Prisma.sql`${await holdsOneOf(factors.required_roles)} AND ${lacks}`;
  },
};

const withoutPasskey: Feels = {
  effect: 'without_passkey',
  who: async ({ factors }) => (factors.phishing_resistant_only ? lacksFactor({ onlyPasskeys: true }) : null),
};

const isLiveSession = Prisma.sql`s.revoked_at IS NULL AND s.expires_at > now()
  AND (s.idle_seconds IS NULL OR s.last_seen_at + s.idle_seconds * interval '1 second' > now())`;

const sessions = (effect: SettingEffect, condition: Prisma.Sql) =>
  counted(effect, Prisma.sql`SELECT count(*)::int AS count FROM session s WHERE ${isLiveSession} AND ${condition}`);

/** Sessions of a kind that would end earlier if they began now. */
const sessionsLonger = (kind: 'browser' | 'api', remember: boolean | null, seconds: number) =>
  sessions(
    'sessions_longer',
    Prisma.sql`s.kind = ${kind}::session_kind AND (${remember}::boolean IS NULL OR s.remember = ${remember}::boolean)
      AND s.impersonator_session_id IS NULL AND s.expires_at - s.created_at > ${seconds}::int * interval '1 second'`,
  );

const isGoodKey = Prisma.sql`k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`;

const [hour, day] = [3600, 86_400];

type Counter = Effect | ((after: Settings) => Promise<Effect>);

/** Whom each setting affects. A new one is a line here, the compiler asks for it. */
const counters: Record<PolicyName, Feels | Effect> & Record<Exclude<SettingName, PolicyName>, Counter> = {
  'passwords.policy': nextPassword,
  'passwords.min_length': nextPassword,
  'passwords.max_length': nextPassword,
  'passwords.forbid_personal': nextPassword,
  'passwords.forbidden_words': nextPassword,
  'passwords.history': nextPassword,
  'factors.required': mustEnrol,
  'factors.required_roles': mustEnrol,
  'factors.grace_days': mustEnrol,
  'factors.grace_until': mustEnrol,
  'factors.phishing_resistant_only': withoutPasskey,
  'sign_in.sign_up': nobody,
  'roles.requestable': (after) =>
    counted(
      'open_requests',
      Prisma.sql`SELECT count(*)::int AS count FROM role_request q JOIN role r ON r.id = q.role_id
        WHERE q.status = 'open' AND q.expires_at > now() AND NOT r.name = ANY(${after.roles.requestable}::text[])`,
    ),
  'accounts.deletion_grace_days': () =>
    counted('deletions', Prisma.sql`SELECT count(*)::int AS count FROM "user" u WHERE u.erase_at IS NOT NULL AND u.status <> 'erased'`),
  'lockout.max_failures': fromNowOn,
  'lockout.minutes': fromNowOn,
  'sessions.browser_hours': (after) => sessionsLonger('browser', false, after.sessions.browser_hours * hour),
  'sessions.idle_minutes': (after) => sessions('sessions_longer', Prisma.sql`s.idle_seconds > ${after.sessions.idle_minutes * 60}::int`),
  'sessions.remember_days': (after) => sessionsLonger('browser', true, after.sessions.remember_days * day),
  'sessions.refresh_days': () => sessions('at_refresh', Prisma.sql`s.kind = 'api' AND NOT s.remember`),
  'sessions.application_days': (after) => sessionsLonger('api', null, after.sessions.application_days * day),
  'organizations.self_service': fromNowOn,
  'organizations.max_per_person': (after) =>
    counted(
      'owners_over',
      Prisma.sql`SELECT count(*)::int AS count FROM (SELECT 1 FROM membership m WHERE m.role = 'owner'
        GROUP BY m.user_id HAVING count(*) > ${after.organizations.max_per_person}::int) AS owners`,
    ),
  'approvals.four_eyes_for': async () => countUsers('approvers', await holdsOneOf(['super_admin'])),
  'impersonation.tell_user': fromNowOn,
  'api_keys.max_per_owner': (after) =>
    counted(
      'keys_over',
      Prisma.sql`SELECT count(*)::int AS count FROM (SELECT 1 FROM api_key k WHERE ${isGoodKey}
        GROUP BY k.user_id, k.service_account_id, k.organization_id HAVING count(*) > ${after.api_keys.max_per_owner}::int) AS owners`,
    ),
  'api_keys.max_days': ({ api_keys: { max_days: days } }) =>
    days === 0
      ? Promise.resolve(fromNowOn)
      : counted(
          'keys_longer',
          Prisma.sql`SELECT count(*)::int AS count FROM api_key k WHERE ${isGoodKey}
            AND (k.expires_at IS NULL OR k.expires_at - k.created_at > ${days}::int * interval '1 day')`,
        ),
};

/** Whom these settings affect when they change. One after another: each counts over everybody there is. */
export async function countAffected(names: readonly SettingName[], whole: Whole): Promise<Map<SettingName, Effect>> {
  const counts = new Map<string, Promise<number | null>>();
  const countOnce: CountInPool = (feels, change) => {
    const key = `${feels.effect} ${change.pool}`;
    const count = counts.get(key) ?? countInPool(feels, change);
    counts.set(key, count);
    return count;
  };
  const effects = new Map<SettingName, Effect>();
  for (const name of names) {
    const counter: Feels | Counter = counters[name];
    if (typeof counter === 'function') effects.set(name, await counter(whole.after));
    else effects.set(name, 'who' in counter ? await countInPools(name, counter, whole, countOnce) : counter);
  }
  return effects;
}
