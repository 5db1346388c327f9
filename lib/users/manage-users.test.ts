import { beforeAll, describe, expect, it } from 'vitest';
import { auditContext } from '#lib/audit/record-event.ts';
import { login, refresh, resetPassword } from '#lib/contracts/auth.ts';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import {
  createUser,
  getUser,
  listUserEvents,
  listUserSessions,
  listUsers,
  replaceUser,
  revokeUserSession,
  updateUser,
} from '#lib/contracts/managed-users.ts';
import {
  activateUser,
  deleteUser,
  issueRecoveryLink,
  requirePasswordReset,
  restoreUser,
  signOutUser,
  suspendUser,
  unlockUser,
  verifyUserEmail,
} from '#lib/contracts/user-acts.ts';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { type ApiAnswer, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { makeKey } from '#scripts/testing/keys.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, type Person, signIn } from '#scripts/testing/people.ts';
import { events, everyRow, withEvents } from '#scripts/testing/rows.ts';

const reason = 'Asked for by telephone.';
const newPassword = 'seven quiet harbours';

let root: Person;
let bearer = '';
let admin: Person;
let adminBearer = '';
let moderatorBearer = '';

beforeAll(async () => {
  root = await makePerson({ role: 'super_admin' });
  bearer = (await signIn(root)).accessToken;
  admin = await makePerson({ role: 'admin' });
  adminBearer = (await signIn(admin)).accessToken;
  moderatorBearer = (await signIn(await makePerson({ role: 'moderator' }))).accessToken;
});

const of = (id: string) => ({ user_id: id });
const act = (contract: Endpoint, id: string, by = bearer) => call(contract, { bearer: by, params: of(id), body: { reason } });
const status = (answer: ApiAnswer) => [answer.status, answer.code];
const tryPassword = (person: Pick<Person, 'email'>, password = goodPassword) => call(login, { body: { email: person.email, password } });

/** What an event about somebody says was before and after. */
async function changesOf(subjectId: string, action: string): Promise<Record<string, { before: unknown; after: unknown }>> {
  const [event] = (await events({ subjectId, action })).slice(-1);
  const key = await findDataKey(db(), subjectId);
  if (!event?.sealed || !key) throw new Error(`There is no ${action}.`);
  return JSON.parse(unseal(key, event.sealed, auditContext(event.id)).toString('utf8')).changes;
}

const actions: [string, Endpoint][] = [
  ['user.suspended', suspendUser],
  ['user.activated', activateUser],
  ['user.unlocked', unlockUser],
  ['user.password_reset_required', requirePasswordReset],
  ['user.signed_out', signOutUser],
  ['user.email_verified', verifyUserEmail],
  ['user.recovery_link_issued', issueRecoveryLink],
  ['user.deleted', deleteUser],
  ['user.restored', restoreUser],
];

/** Somebody to whom the action can be done. */
async function readyFor(contract: Endpoint): Promise<Person> {
  const person = await makePerson({ verified: contract !== verifyUserEmail, ...(contract === activateUser && { status: 'suspended' }) });
  if (contract === unlockUser) for (let round = 0; round < 5; round += 1) await tryPassword(person, 'wrong');
  if (contract === restoreUser) await act(deleteUser, person.id);
  return person;
}

describe.each(actions)('%s', (action, contract) => {
  it('leaves one event that names actor, target, reason, before and after', async () => {
    const person = await readyFor(contract);
    const { result, events: written } = await withEvents(() => act(contract, person.id));
    expect(result.status).toBe(contract === issueRecoveryLink ? 201 : 200);
    expect(written).toMatchObject([
      { action, result: 'success', actorId: root.id, subjectId: person.id, targetType: 'user', targetId: person.id },
    ]);
    const changes = await changesOf(person.id, action);
    expect(changes.reason).toEqual({ before: null, after: reason });
    expect(Object.keys(changes).length).toBe(2);
  });

  it('is refused without a reason, with other fields, for an unknown person, and writes nothing', async () => {
    const person = await readyFor(contract);
    const before = await everyRow();
    for (const body of [{}, { reason: ' ' }, { reason: 'x'.repeat(501) }, { reason, status: 'active' }, { reason, roles: ['super_admin'] }])
      expect(status(await call(contract, { bearer, params: of(person.id), body }))).toEqual([400, 'VALIDATION_FAILED']);
    expect(status(await act(contract, uuidv7()))).toEqual([404, 'NOT_FOUND']);
    expect(await everyRow()).toEqual(before);
  });

  it('is refused to an equal or lower rank and to oneself, with an event, and changes nothing', async () => {
    const peer = await makePerson({ role: 'admin' });
    for (const [by, target, why] of [
      [adminBearer, peer.id, 'rank'],
      [adminBearer, root.id, 'rank'],
      [adminBearer, admin.id, 'self'],
      [bearer, root.id, 'self'],
    ] as const) {
      const before = await db().user.findUniqueOrThrow({ where: { id: target } });
      const { result, events: written } = await withEvents(() => act(contract, target, by));
      expect([status(result), result.details.reason]).toEqual([[403, 'FORBIDDEN'], why]);
      expect(written).toMatchObject([{ action: 'permission.denied', reason: why, result: 'denied', targetId: target }]);
      expect(await db().user.findUniqueOrThrow({ where: { id: target } })).toEqual(before);
    }
  });
});

describe('shutting somebody out', () => {
  it.each([
    ['suspended', suspendUser],
    ['deleted', deleteUser],
  ] as const)('who is %s loses sessions, tokens and keys with the next request and cannot come back', async (_, contract) => {
    const person = await makePerson();
    const session = await signIn(person);
    const { key } = await makeKey(person);
    expect((await call(getMe, { bearer: key })).status).toBe(200);
    expect((await act(contract, person.id)).status).toBe(200);
    expect((await call(getMe, { bearer: session.accessToken })).status).toBe(401);
    expect((await call(getMe, { bearer: key })).status).toBe(401);
    expect((await call(refresh, { body: { refresh_token: session.refreshToken } })).status).toBe(401);
    expect((await tryPassword(person)).data?.access_token).toBeUndefined();
    const row = await db().session.findUniqueOrThrow({ where: { id: session.sessionId } });
    expect([row.revokedReason, row.revokedAt]).toEqual([contract === deleteUser ? 'deleted' : 'suspended', expect.any(Date)]);
  });

  it('a suspension is taken back, and who had not confirmed the address still has to', async () => {
    const [person, pending] = [await makePerson(), await makePerson({ verified: false })];
    for (const [{ id }, after] of [
      [person, 'active'],
      [pending, 'pending'],
    ] as const) {
      expect((await act(suspendUser, id)).data).toMatchObject({ status: 'suspended', suspended_at: expect.any(String) });
      const again = await withEvents(() => act(suspendUser, id));
      expect([again.result.status, again.events]).toEqual([200, []]);
      expect((await act(activateUser, id, moderatorBearer)).data).toMatchObject({ status: after, suspended_at: null });
    }
    expect((await tryPassword(person)).status).toBe(200);
  });

  it('who was deleted disappears from the list, is shown by their id, and is restored as they were', async () => {
    const [person, suspended] = [await makePerson(), await makePerson()];
    await act(suspendUser, suspended.id);
    for (const { id } of [person, suspended]) {
      expect((await act(deleteUser, id)).data).toMatchObject({ status: 'deletion_scheduled', deleted_at: expect.any(String) });
      expect((await call(listUsers, { bearer, query: `?search=${id}` })).data).toEqual([]);
      expect((await call(getUser, { bearer, params: of(id) })).data.deleted_at).not.toBeNull();
      for (const contract of [suspendUser, activateUser, unlockUser, requirePasswordReset, verifyUserEmail, issueRecoveryLink])
        expect(status(await act(contract, id))).toEqual([409, 'CONFLICT']);
      expect(status(await call(updateUser, { bearer, params: of(id), body: { name: 'New' } }))).toEqual([409, 'CONFLICT']);
    }
    expect((await act(restoreUser, person.id)).data).toMatchObject({ status: 'active', deleted_at: null });
    expect((await act(restoreUser, suspended.id)).data).toMatchObject({ status: 'suspended', deleted_at: null });
    expect((await tryPassword(person)).status).toBe(200);
  });

  it('links that were mailed before open nothing afterwards, but for the ways back of the owner', async () => {
    const person = await makePerson();
    await act(requirePasswordReset, person.id);
    const token = tokenIn((await lastMail(person.id, 'password_reset_required')).link);
    await act(suspendUser, person.id);
    await act(activateUser, person.id);
    expect(status(await call(resetPassword, { body: { token, password: newPassword } }))).toEqual([400, 'INVALID_TOKEN']);
  });

  it('of the super admins one always stays, also when each suspends or deletes the other at once', async () => {
    for (const contract of [suspendUser, deleteUser]) {
      await db().user.updateMany({
        where: { roles: { some: { role: { name: 'super_admin' } } } },
        data: { status: 'suspended', deletedAt: null },
      });
      const pair = [await makePerson({ role: 'super_admin' }), await makePerson({ role: 'super_admin' })] as const;
      const bearers = await Promise.all(pair.map(async (person) => (await signIn(person)).accessToken));
      const answers = await Promise.all([act(contract, pair[1].id, bearers[0]), act(contract, pair[0].id, bearers[1])]);
      const live = await db().user.count({ where: { status: 'active', roles: { some: { role: { name: 'super_admin' } } } } });
      expect([live, answers.filter(({ status: code }) => code === 200).length]).toEqual([1, 1]);
      expect(['LAST_ADMIN', 'TOKEN_REVOKED']).toContain(answers.find(({ status: code }) => code !== 200)?.code);
    }
    await db().user.updateMany({ where: { id: root.id }, data: { status: 'active' } });
  });
});

describe('inviting', () => {
  it('makes an account without a password whose owner alone opens it, with one link, once', async () => {
    const email = newEmail();
    const { result, events: written } = await withEvents(() =>
      call(createUser, { bearer: adminBearer, body: { email, name: 'Grace Hopper', locale: 'de' } }),
    );
    const { id } = result.data;
    expect([result.status, result.headers.get('etag')]).toEqual([201, expect.any(String)]);
    expect(result.data).toMatchObject({
      email,
      name: 'Grace Hopper',
      status: 'pending',
      email_verified: false,
      roles: ['user'],
      locale: 'de',
    });
    expect(written).toMatchObject([{ action: 'user.invited', actorId: admin.id, subjectId: id, targetId: id }]);
    expect((await queuedMails(id)).map(({ template }) => template)).toEqual(['invitation']);
    expect(result.text).not.toMatch(/token|password_hash/);
    const token = tokenIn((await lastMail(id, 'invitation')).link);
    const answers = await callInParallel(5, resetPassword, () => ({ body: { token, password: newPassword } }));
    expect(statuses(answers)).toEqual({ 200: 1, 400: 4 });
    expect((await tryPassword({ email }, newPassword)).status).toBe(200);
    expect((await call(getUser, { bearer, params: of(id) })).data).toMatchObject({ status: 'active', email_verified: true });
  });

  it('refuses a taken address or username, a password, roles and whatever else is not for the inviter to set', async () => {
    const person = await makePerson();
    const before = await everyRow();
    for (const [body, field] of [
      [{ email: person.email.toUpperCase() }, 'email'],
      [{ email: newEmail(), username: person.username.toUpperCase() }, 'username'],
    ] as const) {
      const answer = await call(createUser, { bearer, body });
      expect([status(answer), answer.fields[0]?.path]).toEqual([[409, 'CONFLICT'], field]);
    }
    for (const extra of [
      { password: goodPassword },
      { roles: ['admin'] },
      { status: 'active' },
      { email_verified: true },
      { id: uuidv7() },
    ])
      expect((await call(createUser, { bearer, body: { email: newEmail(), ...extra } })).status).toBe(400);
    expect(await everyRow()).toEqual(before);
  });

  it('the same address is invited once, also in 10 parallel tries', async () => {
    const email = newEmail();
    const answers = await callInParallel(10, createUser, () => ({ bearer, body: { email } }));
    expect(statuses(answers)).toEqual({ 201: 1, 409: 9 });
  });

  it('is sent again on request, and the first link stops working', async () => {
    const { data } = await call(createUser, { bearer, body: { email: newEmail() } });
    const first = tokenIn((await lastMail(data.id, 'invitation')).link);
    await act(requirePasswordReset, data.id);
    const second = tokenIn((await lastMail(data.id, 'invitation')).link);
    expect((await call(resetPassword, { body: { token: first, password: newPassword } })).status).toBe(400);
    expect((await call(resetPassword, { body: { token: second, password: newPassword } })).status).toBe(200);
  });
});

describe('changing', () => {
  it('changes what is given, says so with values in the event, and the user sees it', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    const body = { name: 'Ada', last_name: 'Lovelace', timezone: 'Europe/Berlin', metadata: { plan: 'pro', seats: 3 } };
    const { result, events: written } = await withEvents(() => call(updateUser, { bearer: adminBearer, params: of(person.id), body }));
    expect([result.status, result.data]).toMatchObject([200, body]);
    expect(written).toMatchObject([{ action: 'user.updated', actorId: admin.id, subjectId: person.id, targetId: person.id }]);
    expect(await changesOf(person.id, 'user.updated')).toMatchObject({
      name: { before: null, after: 'Ada' },
      metadata: { before: {}, after: { plan: 'pro', seats: 3 } },
    });
    expect((await call(getMe, { bearer: session.accessToken })).data).toMatchObject(body);
    expect((await withEvents(() => call(updateUser, { bearer, params: of(person.id), body }))).events).toEqual([]);
    const whole = { name: null, first_name: 'A.', last_name: '', username: null, locale: 'de', timezone: 'UTC', metadata: {} };
    const replaced = await call(replaceUser, { bearer, params: of(person.id), body: whole });
    expect(replaced.data).toMatchObject({ ...whole, last_name: null });
    expect((await call(replaceUser, { bearer, params: of(person.id), body: { name: 'Only' } })).status).toBe(400);
  });

  it('refuses whatever only its owner or nobody may set, a taken username, and metadata without end', async () => {
    const [person, other] = [await makePerson(), await makePerson()];
    const before = await everyRow();
    for (const body of [
      { email: newEmail() },
      { email_verified: true },
      { phone: '+4915123456789' },
      { password: goodPassword },
      { status: 'active' },
      { roles: ['admin'] },
      { permissions: ['admin.users.read'] },
      { second_factor_enabled: false },
      { created_at: '2020-01-01T00:00:00Z' },
      { metadata: { text: 'x'.repeat(9000) } },
      { metadata: [] },
      {},
    ])
      expect([body, (await call(updateUser, { bearer, params: of(person.id), body })).status]).toEqual([body, 400]);
    const answer = await call(updateUser, { bearer, params: of(person.id), body: { username: other.username } });
    expect([status(answer), answer.fields[0]?.path]).toEqual([[409, 'CONFLICT'], 'username']);
    for (const target of [admin.id, root.id])
      expect(status(await call(updateUser, { bearer: adminBearer, params: of(target), body: { name: 'X' } }))[0]).toBe(403);
    expect((await everyRow()).replace(/^public\.audit_event.*$|^audit_partitions.*$/gm, '').trim()).toEqual(
      before.replace(/^public\.audit_event.*$|^audit_partitions.*$/gm, '').trim(),
    );
  });

  it('heeds If-Match: one of two who saw the same is refused', async () => {
    const person = await makePerson();
    const seen = (await call(getUser, { bearer, params: of(person.id) })).headers.get('etag') ?? '';
    const change = (name: string, tag: string) =>
      call(updateUser, { bearer, params: of(person.id), body: { name }, headers: { 'if-match': tag } });
    const answers = await Promise.all(['One', 'Two', 'Three'].map((name) => change(name, seen)));
    expect(statuses(answers)).toEqual({ 200: 1, 412: 2 });
    const next = answers.find(({ status: code }) => code === 200)?.headers.get('etag') ?? '';
    expect((await change('Four', next)).status).toBe(200);
    const deletion = (tag: string) => call(deleteUser, { bearer, params: of(person.id), body: { reason }, headers: { 'if-match': tag } });
    expect((await deletion(next)).status).toBe(412);
    expect((await deletion((await call(getUser, { bearer, params: of(person.id) })).headers.get('etag') ?? '')).status).toBe(200);
  });

  it('keeps the search in step when the owner changes the profile in the same moment', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    const [first, last] = [`first${uuidv7().slice(-6)}`, `last${uuidv7().slice(-6)}`];
    await Promise.all([
      call(updateMe, { bearer: session.accessToken, body: { first_name: first } }),
      call(updateUser, { bearer, params: of(person.id), body: { last_name: last } }),
    ]);
    for (const text of [first, last])
      expect((await call(listUsers, { bearer, query: `?search=${text}` })).data.map(({ id }: { id: string }) => id)).toEqual([person.id]);
  });
});

describe('passwords', () => {
  it('who must choose a new one is signed out, told by mail, and gets in with the new one only', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    expect((await act(requirePasswordReset, person.id, adminBearer)).status).toBe(200);
    expect((await call(getMe, { bearer: session.accessToken })).status).toBe(401);
    expect((await tryPassword(person)).code).toBe('INVALID_CREDENTIALS');
    const token = tokenIn((await lastMail(person.id, 'password_reset_required')).link);
    expect((await call(resetPassword, { body: { token, password: newPassword } })).status).toBe(200);
    expect((await tryPassword(person, newPassword)).status).toBe(200);
  });

  it('a recovery link opens once, is told to the owner, and its answer is not kept', async () => {
    const person = await makePerson();
    const headers = { 'idempotency-key': uuidv7() };
    const make = () => call(issueRecoveryLink, { bearer: adminBearer, params: of(person.id), body: { reason }, headers });
    const made = await make();
    expect([made.status, made.data]).toEqual([
      201,
      { url: expect.stringContaining('/reset-password?token='), expires_at: expect.any(String) },
    ]);
    expect((await make()).text).not.toContain(tokenIn(made.data.url));
    expect((await lastMail(person.id, 'recovery_link_issued')).notMeLink).toContain('/secure-account?token=');
    expect(await everyRow()).not.toContain(tokenIn(made.data.url));
    const reset = () => call(resetPassword, { body: { token: tokenIn(made.data.url), password: newPassword } });
    expect([(await reset()).status, (await reset()).status]).toEqual([200, 400]);
    for (const unready of [await makePerson({ verified: false }), await makePerson({ status: 'suspended' })])
      expect(status(await act(issueRecoveryLink, unready.id))).toEqual([409, 'CONFLICT']);
  });

  it('unlocking lets the right password in at once', async () => {
    const person = await readyFor(unlockUser);
    expect((await tryPassword(person)).status).not.toBe(200);
    expect((await call(getUser, { bearer, params: of(person.id) })).data.locked_until).not.toBeNull();
    expect((await act(unlockUser, person.id, moderatorBearer)).data.locked_until).toBeNull();
    expect((await tryPassword(person)).status).toBe(200);
  });
});

describe('sessions and events of a user', () => {
  it('lists the sessions, ends one or all, and knows no session of another', async () => {
    const [person, other] = [await makePerson(), await makePerson()];
    const [one, two, foreign] = [await signIn(person), await signIn(person), await signIn(other)];
    const list = () => call(listUserSessions, { bearer: moderatorBearer, params: of(person.id) });
    expect((await list()).data.map(({ id }: { id: string }) => id).sort()).toEqual([one.sessionId, two.sessionId].sort());
    expect((await list()).data[0]).toMatchObject({ current: false, kind: 'api', method: 'password' });
    const end = (id: string) => call(revokeUserSession, { bearer: moderatorBearer, params: { user_id: person.id, session_id: id } });
    expect(status(await end(foreign.sessionId))).toEqual([404, 'NOT_FOUND']);
    const { result, events: written } = await withEvents(() => end(one.sessionId));
    expect([result.status, written]).toMatchObject([200, [{ action: 'session.revoked', subjectId: person.id }]]);
    expect((await call(getMe, { bearer: one.accessToken })).status).toBe(401);
    expect((await call(getMe, { bearer: two.accessToken })).status).toBe(200);
    expect(status(await end(one.sessionId))).toEqual([404, 'NOT_FOUND']);
    expect((await act(signOutUser, person.id, moderatorBearer)).data).toEqual({ revoked: 1 });
    expect((await call(getMe, { bearer: two.accessToken })).status).toBe(401);
    expect((await call(getMe, { bearer: foreign.accessToken })).status).toBe(200);
    expect(status(await call(revokeUserSession, { bearer: moderatorBearer, params: { user_id: root.id, session_id: uuidv7() } }))[0]).toBe(
      403,
    );
    expect((await call(listUserSessions, { bearer, params: of(uuidv7()) })).status).toBe(404);
  });

  it('shows what happened to this account and to no other, with who did it', async () => {
    const person = await makePerson();
    await signIn(person);
    await act(suspendUser, person.id, adminBearer);
    const { data, status: code } = await call(listUserEvents, { bearer: moderatorBearer, params: of(person.id) });
    expect(code).toBe(200);
    expect(data.map(({ action }: { action: string }) => action)).toEqual(['user.suspended', 'session.created']);
    expect(data[0]).toMatchObject({ actor: { id: admin.id, label: admin.email }, subject_id: person.id });
    expect((await call(listUserEvents, { bearer, params: of(uuidv7()) })).status).toBe(404);
    expect((await call(listUserEvents, { bearer: (await signIn(await makePerson())).accessToken, params: of(person.id) })).status).toBe(
      403,
    );
  });
});
