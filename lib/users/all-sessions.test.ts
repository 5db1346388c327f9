import { beforeAll, describe, expect, it } from 'vitest';
import { listAllSessions, revokeAnySession } from '#lib/contracts/admin-sessions.ts';
import { logout } from '#lib/contracts/auth.ts';
import { disableFactor } from '#lib/contracts/factors.ts';
import { impersonateUser } from '#lib/contracts/impersonation.ts';
import { requireSecondFactor, waiveSecondFactor } from '#lib/contracts/user-acts.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { type ApiAnswer, call } from '#scripts/testing/api.ts';
import { enrol } from '#scripts/testing/factors.ts';
import { makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';

let admin: Person;
let bearer = '';
let person: Person;

beforeAll(async () => {
  admin = await makePerson({ role: 'admin' });
  bearer = (await signIn(admin)).accessToken;
  person = await makePerson();
});

type Listed = { id: string; user: { id: string; label: string }; may_revoke: boolean };

const ask = (query: Record<string, string>) =>
  call(listAllSessions, { bearer, query: `?${new URLSearchParams({ limit: '100', ...query })}` });
const idsOf = ({ data }: ApiAnswer): string[] => data.map(({ id }: Listed) => id);

describe('GET /admin/sessions', () => {
  it('lists what has not ended, newest first, with whose it is, and finds it by user, kind, method, country and time', async () => {
    const browser = await signInBrowser(person, { ip: '91.0.0.1' });
    const application = await signIn(person, { ip: '8.8.8.8' });
    const [ended, expired, idle] = [await signIn(person), await signInBrowser(person), await signInBrowser(person)];
    await call(logout, { bearer: ended.accessToken, body: {} });
    await db().session.update({ where: { id: expired.sessionId }, data: { expiresAt: new Date(Date.now() - 1) } });
    await db().session.update({ where: { id: idle.sessionId }, data: { lastSeenAt: new Date(Date.now() - 3_600_001) } });
    const user_id = person.id;
    const { data } = await ask({ user_id });
    expect(data).toMatchObject([
      { id: application.sessionId, kind: 'api', country: 'US', user: { id: person.id, label: person.email }, may_revoke: true },
      { id: browser.sessionId, kind: 'browser', country: 'DE', ip: '91.0.0.1', current: false },
    ]);
    expect(idsOf(await ask({ user_id, kind: 'browser' }))).toEqual([browser.sessionId]);
    expect(idsOf(await ask({ user_id, country: 'DE' }))).toEqual([browser.sessionId]);
    expect(idsOf(await ask({ user_id, method: 'passkey' }))).toEqual([]);
    expect(idsOf(await ask({ user_id, method: 'password', country: 'US' }))).toEqual([application.sessionId]);
    const since = (await db().session.findUniqueOrThrow({ where: { id: application.sessionId } })).createdAt.toISOString();
    expect(idsOf(await ask({ user_id, created_after: since }))).toEqual([application.sessionId]);
    expect(idsOf(await ask({}))).toContain(browser.sessionId);
  });

  it('says what may be ended: neither one’s own nor that of an equal or higher rank', async () => {
    const root = await makePerson({ role: 'super_admin' });
    await signIn(root);
    const may = async ({ id }: Person) => (await ask({ user_id: id })).data.map((session: Listed) => session.may_revoke);
    expect([await may(root), await may(admin)]).toEqual([[false], [false]]);
  });

  it('leaves out acting as somebody once the administrator’s own session has ended', async () => {
    const own = await signIn(await makePerson({ role: 'admin' }));
    const target = await makePerson();
    const options = { bearer: own.accessToken, params: { user_id: target.id }, body: { reason: 'Ticket 4711.' } };
    const { data } = await call(impersonateUser, options);
    const found = await ask({ method: 'impersonation', user_id: target.id });
    expect(found.data).toMatchObject([{ id: data.session_id, impersonation: { reason: 'Ticket 4711.' } }]);
    await db().session.update({ where: { id: own.sessionId }, data: { revokedAt: new Date() } });
    expect((await ask({ method: 'impersonation', user_id: target.id })).data).toEqual([]);
  });

  it('names what is wrong in a question', async () => {
    for (const [field, value] of [
      ['user_id', 'x'],
      ['kind', 'tv'],
      ['country', 'germany'],
      ['created_after', 'yesterday'],
      ['method', "' OR 1=1"],
    ] as const)
      expect((await ask({ [field]: value })).fields).toMatchObject([{ path: field }]);
  });
});

describe('DELETE /admin/sessions/{session_id}', () => {
  const end = (session_id: string, by = bearer) => call(revokeAnySession, { bearer: by, params: { session_id } });

  it('ends exactly that session at once, with one event that names both', async () => {
    const [first, second] = [await signIn(person), await signIn(person)];
    const { result, events } = await withEvents(() => end(first.sessionId));
    expect([result.status, result.data]).toEqual([200, { revoked: true }]);
    expect(events).toMatchObject([{ action: 'session.revoked', actorId: admin.id, subjectId: person.id }]);
    const open = async (token: string) => (await call(getMe, { bearer: token })).status;
    expect([await open(first.accessToken), await open(second.accessToken)]).toEqual([401, 200]);
    expect((await end(first.sessionId)).status).toBe(404);
    expect((await end(uuidv7())).status).toBe(404);
  });

  it('is refused for one’s own, an equal and a higher rank, and ends nothing', async () => {
    for (const target of [admin, await makePerson({ role: 'admin' }), await makePerson({ role: 'super_admin' })]) {
      const { sessionId, accessToken } = await signIn(target);
      const answer = await end(sessionId);
      expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN']);
      expect((await call(getMe, { bearer: accessToken })).status).toBe(200);
    }
  });
});

describe('POST /users/{user_id}/require-second-factor', () => {
  const act = (contract: typeof requireSecondFactor | typeof waiveSecondFactor, { id }: { id: string }) =>
    call(contract, { bearer, params: { user_id: id }, body: { reason: 'Leaked password.' } });

  it('closes everything else at once until one is set up, whatever the policy says, and can be taken back', async () => {
    const somebody = await makePerson();
    const { accessToken } = await signIn(somebody);
    const { result, events } = await withEvents(() => act(requireSecondFactor, somebody));
    expect([result.status, result.data.second_factor_required_at]).toEqual([200, expect.any(String)]);
    expect(events).toMatchObject([{ action: 'user.second_factor_required', actorId: admin.id, subjectId: somebody.id }]);
    expect((await call(getMe, { bearer: accessToken })).code).toBe('SECOND_FACTOR_ENROLMENT_REQUIRED');
    const before = await everyRow();
    expect((await act(requireSecondFactor, somebody)).status).toBe(200);
    expect(await everyRow()).toBe(before);
    expect((await act(waiveSecondFactor, somebody)).data.second_factor_required_at).toBeNull();
    expect((await call(getMe, { bearer: accessToken })).status).toBe(200);
  });

  it('is met by setting one up, and the last one stays', async () => {
    const somebody = await makePerson();
    await act(requireSecondFactor, somebody);
    const { accessToken } = await enrol(somebody);
    expect((await call(getMe, { bearer: accessToken })).status).toBe(200);
    const kept = await call(disableFactor, { bearer: accessToken, body: { method: 'totp' } });
    expect([kept.status, kept.details.reason]).toEqual([409, 'second_factor_required']);
  });

  it('is refused for an equal rank and for who is suspended', async () => {
    expect((await act(requireSecondFactor, await makePerson({ role: 'admin' }))).status).toBe(403);
    expect((await act(requireSecondFactor, await makePerson({ status: 'suspended' }))).status).toBe(409);
  });
});
