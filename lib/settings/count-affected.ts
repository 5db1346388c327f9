import { db, runPlannedStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { isActiveUser, lacksFactor } from '#lib/factors/lacks-factor.ts';
import { policiesWith, readPools } from '#lib/pools/read-pools.ts';
import { isLiveGrant } from '#lib/roles/find-ranks.ts';
import { isSameSetting, type Policies, type SettingEffect, type SettingName, type Settings } from './settings.ts';

/** What a change means to those whom `count` counts; null: there is nobody to count. */
export type Effect = { effect: SettingEffect; count: number | null };

type Whole = { before: Settings; after: Settings };
type Counter = (whole: Whole) => Promise<Effect>;

/** Planned for its own values: of a rare role the few who hold it are looked at, of everybody's everybody. */
async function counted(effect: SettingEffect, statement: Prisma.Sql): Promise<Effect> {
  const [row] = await runPlannedStatement<{ count: number }>(statement);
  return { effect, count: row?.count ?? 0 };
}

const countUsers = (effect: SettingEffect, condition: Prisma.Sql) =>
  counted(effect, Prisma.sql`SELECT count(*)::int AS count FROM "user" u WHERE ${isActiveUser} AND ${condition}`);

/**
 * Active accounts of the pools for which what `of` takes from the policies changes: a pool that has it otherwise does not
 * feel it. `condition` says who of them, by the policies of their pool; null: nobody.
 */
async function countInPools(
  { before, after }: Whole,
  effect: SettingEffect,
  of: (policies: Policies) => unknown,
  condition: (policies: Policies) => Promise<Prisma.Sql | null>,
): Promise<Effect> {
  const pools = await readPools();
  const sum: Effect = { effect: 'nobody', count: 0 };
  for (const { name, overrides } of pools) {
    const policies = policiesWith(after, overrides);
    if (isSameSetting(of(policiesWith(before, overrides)), of(policies))) continue;
    const who = await condition(policies);
    if (!who) continue;
    // Where there is one pool the index has all that is asked.
    const inPool = pools.length > 1 ? Prisma.sql`u.pool = ${name}` : Prisma.sql`TRUE`;
    const { count } = await countUsers(effect, Prisma.sql`${inPool} AND ${who}`);
    Object.assign(sum, { effect, count: (sum.count ?? 0) + (count ?? 0) });
  }
  return sum;
}

const fromNowOn: Counter = async () => ({ effect: 'from_now_on', count: null });
const nobody: Counter = async () => ({ effect: 'nobody', count: 0 });
const nextPassword: Counter = (whole) =>
  countInPools(
    whole,
    'next_password',
    ({ passwords }) => passwords,
    async () => Prisma.sql`TRUE`,
  );

/** Of a row `u` of "user": whether it holds one of these roles. By their ids, of which PostgreSQL knows how many hold each. */
async function holdsOneOf(names: readonly string[]): Promise<Prisma.Sql> {
  const roles = await db().role.findMany({ where: { name: { in: [...names] } }, select: { id: true } });
  const ids = roles.map(({ id }) => id);
  return Prisma.sql`u.id IN (SELECT ur.user_id FROM user_role ur WHERE ur.role_id = ANY(${ids}::uuid[]) AND ${isLiveGrant})`;
}

const mustEnrol: Counter = (whole) =>
  countInPools(
    whole,
    'must_enrol',
    ({ factors }) => factors,
    async ({ factors }) => {
      const lacks = lacksFactor({ onlyPasskeys: factors.phishing_resistant_only });
      if (factors.required === 'nobody') return null;
      return factors.required === 'everyone' ? lacks : Prisma.sql`${await holdsOneOf(factors.required_roles)} AND ${lacks}`;
    },
  );

const onlyPasskeys: Counter = (whole) =>
  countInPools(
    whole,
    'without_passkey',
    ({ factors }) => factors.phishing_resistant_only,
    async ({ factors }) => (factors.phishing_resistant_only ? lacksFactor({ onlyPasskeys: true }) : null),
  );

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

/** Whom each setting affects. A new one is a line here, the compiler asks for it. */
const counters: Record<SettingName, Counter> = {
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
  'factors.phishing_resistant_only': onlyPasskeys,
  'sign_in.sign_up': nobody,
  'roles.requestable': ({ after }) =>
    counted(
      'open_requests',
      Prisma.sql`SELECT count(*)::int AS count FROM role_request q JOIN role r ON r.id = q.role_id
        WHERE q.status = 'open' AND q.expires_at > now() AND NOT r.name = ANY(${after.roles.requestable}::text[])`,
    ),
  'accounts.deletion_grace_days': () =>
    counted('deletions', Prisma.sql`SELECT count(*)::int AS count FROM "user" u WHERE u.erase_at IS NOT NULL AND u.status <> 'erased'`),
  'lockout.max_failures': fromNowOn,
  'lockout.minutes': fromNowOn,
  'sessions.browser_hours': ({ after }) => sessionsLonger('browser', false, after.sessions.browser_hours * hour),
  'sessions.idle_minutes': ({ after }) =>
    sessions('sessions_longer', Prisma.sql`s.idle_seconds > ${after.sessions.idle_minutes * 60}::int`),
  'sessions.remember_days': ({ after }) => sessionsLonger('browser', true, after.sessions.remember_days * day),
  'sessions.refresh_days': () => sessions('at_refresh', Prisma.sql`s.kind = 'api' AND NOT s.remember`),
  'sessions.application_days': ({ after }) => sessionsLonger('api', null, after.sessions.application_days * day),
  'organizations.self_service': fromNowOn,
  'organizations.max_per_person': ({ after }) =>
    counted(
      'owners_over',
      Prisma.sql`SELECT count(*)::int AS count FROM (SELECT 1 FROM membership m WHERE m.role = 'owner'
        GROUP BY m.user_id HAVING count(*) > ${after.organizations.max_per_person}::int) AS owners`,
    ),
  'approvals.four_eyes_for': async () => countUsers('approvers', await holdsOneOf(['super_admin'])),
  'impersonation.tell_user': fromNowOn,
  'api_keys.max_per_owner': ({ after }) =>
    counted(
      'keys_over',
      Prisma.sql`SELECT count(*)::int AS count FROM (SELECT 1 FROM api_key k WHERE ${isGoodKey}
        GROUP BY k.user_id, k.service_account_id, k.organization_id HAVING count(*) > ${after.api_keys.max_per_owner}::int) AS owners`,
    ),
  'api_keys.max_days': ({
    after: {
      api_keys: { max_days: days },
    },
  }) =>
    days === 0
      ? Promise.resolve({ effect: 'from_now_on' as const, count: null })
      : counted(
          'keys_longer',
          Prisma.sql`SELECT count(*)::int AS count FROM api_key k WHERE ${isGoodKey}
            AND (k.expires_at IS NULL OR k.expires_at - k.created_at > ${days}::int * interval '1 day')`,
        ),
};

/** Whom these settings affect when they change. One after another: each counts over everybody there is. */
export async function countAffected(names: readonly SettingName[], whole: Whole): Promise<Map<SettingName, Effect>> {
  const asked = new Map<Counter, Effect>();
  const effects = new Map<SettingName, Effect>();
  for (const name of names) {
    const counter = counters[name];
    const effect = asked.get(counter) ?? (await counter(whole));
    asked.set(counter, effect);
    effects.set(name, effect);
  }
  return effects;
}
