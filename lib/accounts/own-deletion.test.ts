import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemCaller } from '#lib/audit/caller.ts';
import { createApiKey } from '#lib/contracts/api-keys.ts';
import { login, refresh, register, requestMagicLink, verifyMagicLink } from '#lib/contracts/auth.ts';
import { deleteUser, restoreUser } from '#lib/contracts/user-acts.ts';
import { deleteMe, getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { linkKey } from '#lib/linked-accounts/provider-identity.ts';
import { sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { answerWith, enrol, forgetUsedSteps, openedChallenge, totpCode } from '#scripts/testing/factors.ts';
import { makeKey } from '#scripts/testing/keys.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { addedPasskey } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { events, everyRow } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { eraseAccount, eraseDueAccounts } from './erase-account.ts';
import { cancelOwnDeletion } from './own-deletion.ts';

const dayMs = 86_400_000;
const stateOf = (id: string) => db().user.findUniqueOrThrow({ where: { id }, select: { status: true, eraseAt: true, deletedAt: true } });
const tryPassword = (person: Person) => call(login, { body: { email: person.email, password: goodPassword } });
const letTimePass = (id: string) => db().user.update({ where: { id }, data: { eraseAt: new Date(Date.now() - 1000) } });

beforeAll(async () => {
  await makePerson({ role: 'super_admin' });
});

/** Somebody who has just asked for it. */
async function leaving(): Promise<Person> {
  const person = await makePerson();
  const { accessToken: bearer } = await signIn(person);
  expect((await call(deleteMe, { bearer })).status).toBe(200);
  return person;
}

describe('deleting one’s own account', () => {
  it('ends every session at once, says when it is erased, and mails it', async () => {
    const person = await makePerson();
    const other = await signIn(person);
    const { sessionCookie } = await signInBrowser(person);
    const answer = await call(deleteMe, { cookie: sessionCookie });
    expect(answer.data).toEqual({ status: 'deletion_scheduled', erase_at: expect.any(String) });
    const days = (Date.parse(answer.data.erase_at) - Date.now()) / dayMs;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
    expect(answer.cookies.join()).toContain(`${sessionCookieName()}=;`);
    expect((await call(getMe, { cookie: sessionCookie })).status).toBe(401);
    expect((await call(getMe, { bearer: other.accessToken })).status).toBe(401);
    const again = await call(refresh, { body: { refresh_token: other.refreshToken }, headers: { 'user-agent': other.userAgent } });
    expect(again.status).toBe(401);
    expect(await lastMail(person.id, 'deletion_scheduled')).toMatchObject({
      at: answer.data.erase_at,
      link: expect.stringContaining('/login'),
    });
    expect(await events({ subjectId: person.id, action: 'user.deletion_scheduled' })).toHaveLength(1);
  });

  it('takes as long as the settings say', async () => {
    await putSettings({ accounts: { deletion_grace_days: 3 } });
    const person = await leaving();
    await putSettings({ accounts: { deletion_grace_days: null } });
    const { eraseAt } = await stateOf(person.id);
    expect(((eraseAt?.getTime() ?? 0) - Date.now()) / dayMs).toBeLessThan(3.1);
  });

  it('is refused to the last super admin, and to one of two who ask at once', async () => {
    await db().userRole.deleteMany({ where: { role: { name: 'super_admin' } } });
    const admins = await Promise.all([makePerson({ role: 'super_admin' }), makePerson({ role: 'super_admin' })]);
    const bearers = await Promise.all(admins.map(async (admin) => (await signIn(admin)).accessToken));
    const answers = await callInParallel(2, deleteMe, (index) => ({ bearer: bearers[index] ?? '' }));
    expect(statuses(answers)).toEqual({ 200: 1, 409: 1 });
    expect(answers.find(({ status }) => status === 409)?.code).toBe('LAST_ADMIN');
  });

  it('is refused to the last owner of an organization', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    const organization = await db().organization.create({
      data: { id: uuidv7(), name: 'Harbour', slug: `harbour-${person.username.toLowerCase()}` },
    });
    await db().membership.create({ data: { id: uuidv7(), organizationId: organization.id, userId: person.id, role: 'owner' } });
    expect((await call(deleteMe, { bearer })).code).toBe('LAST_OWNER');
    expect((await stateOf(person.id)).status).toBe('active');
  });

  it('happens once, however often it is asked at once', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    const answers = await callInParallel(10, deleteMe, () => ({ bearer }));
    expect(statuses(answers)[200]).toBe(1);
    expect((await queuedMails(person.id)).filter(({ template }) => template === 'deletion_scheduled')).toHaveLength(1);
  });
});

describe('signing in before the end', () => {
  it('takes it back, mails it, and the session of that sign-in counts', async () => {
    const person = await leaving();
    const answer = await tryPassword(person);
    expect(answer.status).toBe(200);
    expect(answer.data.user.status).toBe('active');
    expect((await call(getMe, { bearer: answer.data.access_token })).status).toBe(200);
    expect(await stateOf(person.id)).toMatchObject({ status: 'active', eraseAt: null });
    expect((await lastMail(person.id, 'deletion_cancelled')).notMeLink).toContain('/secure-account?token=');
    expect(await events({ subjectId: person.id, action: 'user.deletion_cancelled' })).toHaveLength(1);
    expect(await eraseAccount(person.id)).toBe(false);
  });

  it('does so with a mailed link too', async () => {
    const person = await leaving();
    await call(requestMagicLink, { body: { email: person.email } });
    const token = tokenIn((await lastMail(person.id, 'sign_in')).link);
    expect((await call(verifyMagicLink, { body: { token } })).status).toBe(200);
    expect((await stateOf(person.id)).status).toBe('active');
  });

  it('takes nothing back with the password alone where a second factor is owed', async () => {
    const person = await makePerson();
    const { secret, accessToken: bearer } = await enrol(person);
    await call(deleteMe, { bearer });
    await forgetUsedSteps(person);
    const challenge = await openedChallenge(person);
    expect((await stateOf(person.id)).status).toBe('deletion_scheduled');
    expect((await answerWith(challenge, { code: totpCode(secret) })).status).toBe(200);
    expect((await stateOf(person.id)).status).toBe('active');
  });

  it('of four at once every one counts, and it is taken back once', async () => {
    const person = await leaving();
    const answers = await callInParallel(4, login, () => ({ body: { email: person.email, password: goodPassword } }));
    expect(statuses(answers)).toEqual({ 200: 4 });
    expect(await events({ subjectId: person.id, action: 'user.deletion_cancelled' })).toHaveLength(1);
  });

  it('does not take back what an administrator did, and their keys do nothing meanwhile', async () => {
    const admin = await makePerson({ role: 'super_admin' });
    const { accessToken: bearer } = await signIn(admin);
    const person = await makePerson();
    const { key } = await makeKey(person, { scopes: ['profile.read'] });
    await call(deleteMe, { bearer: (await signIn(person)).accessToken });
    expect((await call(getMe, { bearer: key })).status).toBe(401);
    const params = { user_id: person.id };
    const deleted = await call(deleteUser, { bearer, params, body: { reason: 'Asked for.' } });
    expect(deleted.data.erase_at).toEqual(expect.any(String));
    expect((await tryPassword(person)).code).toBe('ACCOUNT_SUSPENDED');
    // Also where they were deleted after the sign-in had looked.
    expect(await cancelOwnDeletion(person.id, randomBytes(32), systemCaller)).toBe(false);
    const restored = await call(restoreUser, { bearer, params, body: { reason: 'Asked for.' } });
    expect(restored.data).toMatchObject({ status: 'active', deleted_at: null, erase_at: null });
    expect((await tryPassword(person)).status).toBe(200);
  });
});

describe('erasure', () => {
  async function withEverything() {
    const person = await makePerson();
    const enrolment = await enrol(person);
    const { accessToken: bearer } = enrolment;
    await addedPasskey({ bearer });
    await call(createApiKey, { bearer, body: { name: 'Nightly', scopes: ['profile.read'] } });
    await signInBrowser(await makePerson());
    await call(requestMagicLink, { body: { email: person.email } });
    const identity = { issuer: 'https://id.example.com', subject: person.id };
    const link = await linkKey(identity);
    await db().account.create({ data: { id: uuidv7(), userId: person.id, type: 'oidc', ...link } });
    await db().user.update({
      where: { id: person.id },
      data: { metadata: { note: 'likes-lanterns' }, avatarUrl: 'https://example.com/a.png' },
    });
    await call(deleteMe, { bearer });
    return person;
  }

  it('leaves nothing of somebody but an id: no row that belonged to them, no key, no address', async () => {
    const person = await withEverything();
    const before = await everyRow();
    expect(before).toContain('likes-lanterns');
    await letTimePass(person.id);
    await eraseDueAccounts();
    const belongings = await db().$queryRaw<{ table: string; column: string }[]>`
      SELECT c.conrelid::regclass::text AS table, a.attname::text AS column FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
      WHERE c.contype = 'f' AND c.confrelid = 'public."user"'::regclass AND a.attname = 'user_id'`;
    expect(belongings.length).toBeGreaterThan(15);
    for (const { table, column } of belongings) {
      const [row] = await db().$queryRawUnsafe<{ count: bigint }[]>(`SELECT count(*) FROM ${table} WHERE ${column} = '${person.id}'`);
      expect(Number(row?.count), table).toBe(0);
    }
    expect(await db().dataKey.count({ where: { subjectId: person.id } })).toBe(0);
    const row = await db().user.findUniqueOrThrow({ where: { id: person.id } });
    const { id, status, createdAt, updatedAt, pool, ...rest } = row;
    expect([id, status]).toEqual([person.id, 'erased']);
    const left = Object.values(rest).filter((value) => value !== null && value !== false && value !== 0 && String(value) !== '');
    expect(left.map((value) => JSON.stringify(value)).sort()).toEqual(['"UTC"', '"en"', '{}']);
    const after = await everyRow();
    for (const trace of ['likes-lanterns', person.username, person.email.split('@')[0] ?? '']) expect(after).not.toContain(trace);
    expect((await events({ subjectId: person.id, action: 'user.erased' }))[0]).toMatchObject({ actorType: 'system', sealed: null });
  });

  it('the address can be registered by a stranger, who finds nothing', async () => {
    const person = await leaving();
    await letTimePass(person.id);
    expect(await eraseAccount(person.id)).toBe(true);
    const answer = await call(register, { body: { email: person.email, password: 'seven quiet harbours', accept_terms: true } });
    expect(answer.status).toBe(202);
    expect(await db().user.count({ where: { emailIndex: { not: null }, id: person.id } })).toBe(0);
    expect((await tryPassword(person)).code).toBe('INVALID_CREDENTIALS');
  });

  it('comes to those whose time is over alone, and only once', async () => {
    const [due, early, active] = [await leaving(), await leaving(), await makePerson()];
    await letTimePass(due.id);
    await eraseDueAccounts();
    await eraseDueAccounts();
    expect((await stateOf(due.id)).status).toBe('erased');
    expect((await stateOf(early.id)).status).toBe('deletion_scheduled');
    expect((await stateOf(active.id)).status).toBe('active');
    expect(await events({ subjectId: due.id, action: 'user.erased' })).toHaveLength(1);
    expect(await eraseAccount(early.id)).toBe(false);
    expect(await eraseAccount(active.id)).toBe(false);
  });

  it('and a sign-in at the same time: one of the two happens', async () => {
    for (let round = 0; round < 3; round += 1) {
      const person = await leaving();
      const end = new Date(Date.now() + 60);
      await db().user.update({ where: { id: person.id }, data: { eraseAt: end } });
      const [answer, erased] = await Promise.all([
        tryPassword(person),
        new Promise((done) => setTimeout(done, 61)).then(() => eraseAccount(person.id)),
      ]);
      expect(answer.status === 200).toBe(!erased);
      expect((await stateOf(person.id)).status === 'erased').toBe(erased);
    }
  });

  it('is what becomes of whom an administrator deleted, too', async () => {
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'super_admin' }));
    const person = await makePerson();
    await call(deleteUser, { bearer, params: { user_id: person.id }, body: { reason: 'Asked for.' } });
    expect((await stateOf(person.id)).eraseAt?.getTime()).toBeGreaterThan(Date.now() + 29 * dayMs);
    await letTimePass(person.id);
    await eraseDueAccounts();
    expect((await stateOf(person.id)).status).toBe('erased');
  });
});
