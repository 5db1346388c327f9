import { beforeAll, describe, expect, it } from 'vitest';
import { eraseAccount } from '#lib/accounts/erase-account.ts';
import { createApplication } from '#lib/contracts/applications.ts';
import { changePassword, login, register } from '#lib/contracts/auth.ts';
import { createUser, listUsers } from '#lib/contracts/managed-users.ts';
import { createPool, deletePool, getPool, listPools, updatePool } from '#lib/contracts/pools.ts';
import { approveProposal } from '#lib/contracts/proposals.ts';
import { updateSettings } from '#lib/contracts/settings.ts';
import { introspect } from '#lib/contracts/tokens.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, newEmail, signIn } from '#scripts/testing/people.ts';
import { about, makePool } from '#scripts/testing/pools.ts';
import { countQueries } from '#scripts/testing/queries.ts';
import { withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { defaultPool } from './pool-name.ts';
import { readPolicies } from './read-pools.ts';

let bearer = '';
beforeAll(async () => {
  bearer = (await signIn(await makePerson({ role: 'super_admin' }))).accessToken;
});

let made = 0;
function create(body: object = {}) {
  made += 1;
  return call(createPool, { bearer, body: { name: `made-${made}`, display_name: 'Staff', ...body } });
}
const change = (pool: string, body: object, ifMatch?: string) =>
  call(updatePool, { bearer, params: { pool }, body, headers: { 'if-match': ifMatch } });
const registration = (password = 'six quiet harbours') => ({ email: newEmail(), password, accept_terms: true });

describe('pools', () => {
  it('the default one is there, inherits everything, and neither gets policies of its own nor goes', async () => {
    const answer = await call(getPool, { bearer, params: { pool: defaultPool } });
    expect(answer.data).toMatchObject({ name: 'default', is_default: true, overrides: {} });
    expect((await change(defaultPool, { overrides: { passwords: { min_length: 20 } } })).fields[0]?.code).toBe('default_pool');
    expect((await change(defaultPool, { display_name: 'Customers' })).data.display_name).toBe('Customers');
    expect((await call(deletePool, { bearer, params: { pool: defaultPool } })).code).toBe('CONFLICT');
  });

  it('one is added, changed by whoever saw its version, and deleted, with an event each', async () => {
    const { result, events } = await withEvents(() => create({ overrides: { sign_in: { sign_up: 'closed' } } }));
    expect([result.status, result.headers.get('etag'), result.data.policies.sign_in.sign_up]).toEqual([201, '"1"', 'closed']);
    expect(events).toMatchObject([{ action: 'pool.created' }]);
    const { name } = result.data;
    const changed = await change(name, { overrides: { passwords: { min_length: 14 } } }, '"1"');
    expect(changed.data).toMatchObject({ version: 2, overrides: { sign_in: { sign_up: 'closed' }, passwords: { min_length: 14 } } });
    expect((await change(name, { display_name: 'Other' }, '"1"')).code).toBe('PRECONDITION_FAILED');
    const back = await change(name, { overrides: { sign_in: { sign_up: null } } });
    expect([back.data.overrides, back.data.policies.sign_in.sign_up]).toEqual([{ passwords: { min_length: 14 } }, 'open']);
    const gone = await withEvents(() => call(deletePool, { bearer, params: { pool: name } }));
    expect([gone.result.status, gone.events[0]?.action]).toEqual([200, 'pool.deleted']);
    expect((await call(getPool, { bearer, params: { pool: name } })).code).toBe('NOT_FOUND');
  });

  it('one that is deleted while people register has them and stays, or is gone without them: nothing fails', async () => {
    for (let round = 0; round < 3; round += 1) {
      const pool = await makePool();
      const [registered, deleted] = await Promise.all([
        callInParallel(6, register, () => ({ body: registration(), ...about(pool) })),
        call(deletePool, { bearer, params: { pool } }),
      ]);
      for (const { status } of registered) expect([202, 400, 503]).toContain(status);
      const holds = await db().user.count({ where: { pool } });
      expect([deleted.status, holds > 0]).toEqual(deleted.status === 200 ? [200, false] : [409, true]);
    }
  });

  it('a name belongs to one, also of ten who ask at once, and is one that addresses can carry', async () => {
    const body = { name: 'wanted', display_name: 'Wanted' };
    expect(statuses(await callInParallel(10, createPool, () => ({ bearer, body })))).toEqual({ 201: 1, 409: 9 });
    for (const name of ['Staff', 'a', '-a', 'a b', 'ä']) expect((await create({ name })).fields[0]?.path).toBe('name');
  });

  it('takes no policy that there is not, and no role that there is not', async () => {
    const bad = [{ sessions: { idle_minutes: 5 } }, { passwords: { min_length: 3 } }, { factors: { required_roles: ['nobody'] } }];
    for (const overrides of bad) expect((await create({ overrides })).status).toBe(400);
  });

  it('one that holds people, organizations or applications is not deleted; who was erased does not count', async () => {
    const pool = await makePool();
    const person = await makePerson({ pool });
    const gone = () => call(deletePool, { bearer, params: { pool } });
    expect((await gone()).details).toMatchObject({ reason: 'pool_in_use', holds: { users: true, applications: false } });
    await db().user.update({ where: { id: person.id }, data: { status: 'deletion_scheduled', eraseAt: new Date(0) } });
    expect(await eraseAccount(person.id)).toBe(true);
    const app = await call(createApplication, { bearer, body: { name: 'Back office', allowed_origins: [], pool } });
    expect([app.status, app.data.pool]).toEqual([201, pool]);
    expect((await gone()).details).toMatchObject({ holds: { users: false, applications: true } });
    await db().application.deleteMany({ where: { pool } });
    expect((await gone()).status).toBe(200);
  });

  it('only who may change settings changes them, only who may see settings sees them', async () => {
    const { accessToken } = await signIn(await makePerson({ role: 'moderator' }));
    expect((await call(listPools, { bearer: accessToken })).code).toBe('FORBIDDEN');
    expect((await call(createPool, { bearer: accessToken, body: { name: 'mine', display_name: 'Mine' } })).code).toBe('FORBIDDEN');
  });
});

describe('which pool a request is about', () => {
  it('a name that no pool has is refused, and names the header', async () => {
    for (const pool of ['nowhere', 'NO', '']) {
      const answer = await call(login, { body: { email: newEmail(), password: goodPassword }, ...about(pool) });
      if (pool !== '') expect([answer.status, answer.fields[0]?.path]).toEqual([400, 'x-gatehouse-pool']);
    }
  });

  it('an application brings its own, which a header outdoes', async () => {
    const pool = await makePool();
    const origin = `https://${pool}.example`;
    await call(createApplication, { bearer, body: { name: pool, allowed_origins: [origin], pool } });
    const person = await makePerson({ pool });
    const body = { email: person.email, password: goodPassword };
    const fromPage = { origin, 'x-gatehouse-allowed-origin': origin };
    expect((await call(login, { body, headers: fromPage })).status).toBe(200);
    expect((await call(login, { body, headers: { ...fromPage, 'x-gatehouse-pool': defaultPool } })).status).toBe(401);
  });

  it('whoever is signed in acts in their own pool, whatever the header, in one query', async () => {
    const pool = await makePool();
    const person = await makePerson({ pool });
    const { accessToken } = await signIn(person, about(pool));
    expect((await call(getMe, { bearer: accessToken, ...about(defaultPool) })).data.id).toBe(person.id);
    expect(await countQueries(() => call(getMe, { bearer: accessToken }))).toBe(1);
  });

  it('the same Idempotency-Key for two pools is two registrations, or a refusal, never a replay', async () => {
    const pool = await makePool();
    const body = registration();
    const key = { 'idempotency-key': 'one-form' };
    const ip = '198.51.100.9';
    expect((await call(register, { ip, body, headers: key })).status).toBe(202);
    const again = await call(register, { ip, body, headers: { ...key, 'x-gatehouse-pool': pool } });
    expect(again.headers.get('idempotency-replayed')).toBeNull();
  });
});

describe('policies', () => {
  it('sign-up is closed in one and open in the other', async () => {
    const closed = await makePool({ sign_in: { sign_up: 'closed' } });
    expect((await call(register, { body: registration(), ...about(closed) })).details).toMatchObject({ reason: 'method_turned_off' });
    expect((await call(register, { body: registration() })).status).toBe(202);
    await putSettings({ sign_in: { sign_up: 'closed' } });
    const open = await makePool({ sign_in: { sign_up: 'open' } });
    expect((await call(register, { body: registration() })).code).toBe('FORBIDDEN');
    expect((await call(register, { body: registration(), ...about(open) })).status).toBe(202);
    await putSettings({});
  });

  it('the password policy is that of the person, when registering and when changing it', async () => {
    const pool = await makePool({ passwords: { min_length: 24 } });
    expect((await call(register, { body: registration(), ...about(pool) })).code).toBe('WEAK_PASSWORD');
    expect((await call(register, { body: registration('nine lanterns over the quiet sea'), ...about(pool) })).status).toBe(202);
    const person = await makePerson({ pool });
    const { accessToken } = await signIn(person, about(pool));
    const body = { current_password: goodPassword, new_password: 'six quiet harbours' };
    expect((await call(changePassword, { bearer: accessToken, body })).code).toBe('WEAK_PASSWORD');
  });

  it('where weakening policies takes a second person, one alone makes a pool stricter only; weaker waits, and is done once approved', async () => {
    const pool = await makePool({ passwords: { min_length: 12 } });
    await putSettings({ approvals: { four_eyes_for: ['policy_weakening'] } });
    const weaker = await change(pool, { overrides: { passwords: { min_length: 9 } } });
    expect([weaker.status, weaker.data.proposal]).toMatchObject([
      202,
      { kind: 'pool_change', pool, changes: [{ name: 'passwords.min_length', before: 12, after: 9 }] },
    ]);
    const inherited = await change(pool, { overrides: { passwords: { min_length: null } } });
    expect([inherited.status, (await readPolicies(pool)).passwords.min_length]).toEqual([202, 12]);
    const decide = (id: string, by: string) =>
      call(approveProposal, { bearer: by, params: { proposal_id: id }, body: { reason: 'As agreed' } });
    const second = (await signIn(await makePerson({ role: 'super_admin' }))).accessToken;
    expect((await decide(weaker.data.proposal.id, bearer)).code).toBe('FORBIDDEN');
    expect((await decide(weaker.data.proposal.id, second)).status).toBe(200);
    expect((await readPolicies(pool)).passwords.min_length).toBe(9);
    // The pool is another one by now.
    expect((await decide(inherited.data.proposal.id, second)).status).toBe(412);
    expect((await change(pool, { overrides: { passwords: { min_length: 16 } } })).status).toBe(200);
    const refused = await create({ overrides: { lockout: { max_failures: 20 } } });
    expect([refused.status, refused.details.reason]).toEqual([409, 'approval_required']);
    expect(refused.message).toContain('Make the pool without them, then change it: that change waits for approval.');
    expect((await create({ overrides: { lockout: { max_failures: 3 } } })).status).toBe(201);
    await putSettings({});
  });

  it('a second factor is required of one pool only, and counts at each request', async () => {
    const pool = await makePool();
    const [here, there] = [await makePerson(), await makePerson({ pool })];
    const [one, two] = [await signIn(here), await signIn(there, about(pool))];
    await change(pool, { overrides: { factors: { required: 'everyone', grace_days: 0 } } });
    expect((await call(changePassword, { bearer: two.accessToken, body: {} })).code).toBe('SECOND_FACTOR_ENROLMENT_REQUIRED');
    expect((await call(changePassword, { bearer: one.accessToken, body: {} })).code).toBe('VALIDATION_FAILED');
  });

  it('wrong passwords lock after as many as the pool says', async () => {
    const pool = await makePool({ lockout: { max_failures: 3, minutes: 15 } });
    const person = await makePerson({ pool });
    const attempt = (password: string) => call(login, { body: { email: person.email, password }, ...about(pool) });
    for (let round = 0; round < 3; round += 1) await attempt('wrong horse battery');
    expect((await attempt(goodPassword)).status).toBe(401);
  });

  it('a change of the settings reaches every pool that has nothing else', async () => {
    const pool = await makePool({ passwords: { history: 2 } });
    const changed = await call(updateSettings, { bearer, body: { passwords: { min_length: 13 } } });
    expect(changed.status).toBe(200);
    const { policies } = (await call(getPool, { bearer, params: { pool } })).data;
    expect([policies.passwords.min_length, policies.passwords.history]).toEqual([13, 2]);
    await putSettings({});
  });
});

describe('what others see', () => {
  it('tokens and introspection say the pool', async () => {
    const pool = await makePool();
    const { accessToken } = await signIn(await makePerson({ pool }), about(pool));
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
    expect(claims.pool).toBe(pool);
    expect((await call(introspect, { bearer, body: { token: accessToken } })).data).toMatchObject({ active: true, pool });
  });

  it('administrators invite into a pool, list its people, and find an address in whichever pool', async () => {
    const pool = await makePool();
    const email = newEmail();
    const invited = await call(createUser, { bearer, body: { email, pool } });
    expect([invited.status, invited.data.pool]).toEqual([201, pool]);
    expect((await call(createUser, { bearer, body: { email } })).data.pool).toBe(defaultPool);
    expect((await call(createUser, { bearer, body: { email: newEmail(), pool: 'nowhere' } })).fields[0]?.path).toBe('pool');
    const listed = await call(listUsers, { bearer, query: `?pool=${pool}` });
    expect(listed.data.map(({ id }: { id: string }) => id)).toEqual([invited.data.id]);
    const found = await call(listUsers, { bearer, query: `?search=${encodeURIComponent(email)}` });
    expect(found.data.map((user: { pool: string }) => user.pool).sort()).toEqual(['default', pool].sort());
  });
});
