import { describe, expect, it } from 'vitest';
import { login } from '#lib/contracts/auth.ts';
import { db } from '#lib/db/client.ts';
import { hashQueue, hashQueueCapacity, signInAdmission } from '#lib/passwords/hash-queue.ts';
import { type ApiAnswer, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, newEmail, type Person, signInBrowser } from '#scripts/testing/people.ts';
import { events } from '#scripts/testing/rows.ts';

function attempt(person: Pick<Person, 'email'>, password: string, cookie?: string): Promise<ApiAnswer> {
  return call(login, { body: { email: person.email, password, mode: 'cookie' }, ...(cookie && { cookie }) });
}

async function deniedReasons(person: Person): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { reason } of await events({ subjectId: person.id, action: 'session.denied' }))
    counts[reason ?? ''] = (counts[reason ?? ''] ?? 0) + 1;
  return counts;
}

async function lockOut(person: Person): Promise<void> {
  for (let round = 0; round < 5; round += 1) await attempt(person, 'not the password');
}

describe('the lockout', () => {
  it('evaluates at most five of 200 parallel wrong passwords; then the owner with a known browser gets in and a stranger does not', async () => {
    const person = await makePerson();
    const { deviceCookie } = await signInBrowser(person);
    const answers = await callInParallel(200, login, () => ({ body: { email: person.email, password: 'not the password' } }));
    const counts = statuses(answers);
    // What is over the queue's length is refused at once (503), the rest looks like any wrong password.
    expect(Object.keys(counts).every((status) => status === '401' || status === '503')).toBe(true);
    expect(counts[401]).toBeGreaterThanOrEqual(50);
    expect((await deniedReasons(person)).wrong_password).toBe(5);
    expect(await events({ subjectId: person.id, action: 'user.locked' })).toHaveLength(1);

    const stranger = await attempt(person, goodPassword);
    expect([stranger.status, stranger.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect((await attempt(person, goodPassword, deviceCookie)).status).toBe(200);
  });

  it('a burst for a known and for an unknown address is answered in the same proportions', async () => {
    const person = await makePerson();
    const unknown = newEmail();
    const burst = (email: string) => callInParallel(150, login, () => ({ body: { email, password: 'not the password' } }));
    const known = statuses(await burst(person.email));
    const other = statuses(await burst(unknown));
    expect(other).toEqual(known);
  });

  it('locks after the fifth failure, by e-mail and by username together', async () => {
    const person = await makePerson();
    for (const round of [1, 2, 3, 4]) {
      expect((await attempt(person, `wrong ${round}`)).status).toBe(401);
    }
    expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({ failedSignIns: 4, lockedUntil: null });
    await call(login, { body: { username: person.username, password: 'wrong 5' } });
    const row = await db().user.findUniqueOrThrow({ where: { id: person.id } });
    expect(row.failedSignIns).toBe(5);
    expect((row.lockedUntil?.getTime() ?? 0) - Date.now()).toBeGreaterThan(14.5 * 60_000);
    expect((row.lockedUntil?.getTime() ?? 0) - Date.now()).toBeLessThan(15.5 * 60_000);
    expect((await attempt(person, goodPassword)).code).toBe('INVALID_CREDENTIALS');
  });

  it('a try that an overload kept from being evaluated is given back', async () => {
    const person = await makePerson();
    let finish = () => {};
    const busy = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const load = Array.from({ length: hashQueueCapacity }, () => hashQueue.run(() => busy));
    for (const round of [1, 2, 3, 4, 5, 6]) expect((await attempt(person, goodPassword)).status, `try ${round}`).toBe(503);
    finish();
    await Promise.all(load);
    expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({ failedSignIns: 0, lockedUntil: null });
    expect((await attempt(person, goodPassword)).status).toBe(200);
  });

  it('a sign-in that finds the process full is refused with 503, and nothing is counted or written', async () => {
    const person = await makePerson();
    let finish = () => {};
    const busy = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const load = Array.from({ length: hashQueueCapacity }, () => signInAdmission.run(() => busy));
    const before = await db().auditEvent.count({ where: { subjectId: person.id } });
    expect((await attempt(person, goodPassword)).status).toBe(503);
    expect((await attempt(person, 'wrong')).status).toBe(503);
    finish();
    await Promise.all(load);
    expect(await db().auditEvent.count({ where: { subjectId: person.id } })).toBe(before);
    expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({ failedSignIns: 0 });
    expect((await attempt(person, goodPassword)).status).toBe(200);
  });

  it('a success before the fifth failure starts the count again', async () => {
    const person = await makePerson();
    for (let round = 0; round < 3; round += 1) {
      for (let wrong = 0; wrong < 4; wrong += 1) await attempt(person, 'not the password');
      expect((await attempt(person, goodPassword)).status).toBe(200);
    }
  });

  it('more tries while locked do not lengthen it, and it ends after 15 minutes with five new tries', async () => {
    const person = await makePerson();
    await lockOut(person);
    const lockedUntil = (await db().user.findUniqueOrThrow({ where: { id: person.id } })).lockedUntil;
    await attempt(person, 'not the password');
    expect((await db().user.findUniqueOrThrow({ where: { id: person.id } })).lockedUntil).toEqual(lockedUntil);
    await db().user.update({ where: { id: person.id }, data: { lockedUntil: new Date(Date.now() - 1) } });
    for (let wrong = 0; wrong < 4; wrong += 1) await attempt(person, 'not the password');
    expect((await attempt(person, goodPassword)).status).toBe(200);
    expect(await db().user.findUnique({ where: { id: person.id } })).toMatchObject({ failedSignIns: 0, lockedUntil: null });
  });

  it('a known browser has five tries of its own, then 423 with Retry-After, even for the right password; others are not affected', async () => {
    const person = await makePerson();
    const { deviceCookie } = await signInBrowser(person);
    const answers = await callInParallel(20, login, () => ({
      body: { email: person.email, password: 'not the password', mode: 'cookie' },
      cookie: deviceCookie,
    }));
    expect(statuses(answers)).toEqual({ 401: 5, 423: 15 });
    const locked = await attempt(person, goodPassword, deviceCookie);
    expect([locked.status, locked.code]).toEqual([423, 'ACCOUNT_LOCKED']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(Number(locked.headers.get('retry-after'))).toBeLessThanOrEqual(900);
    expect((await deniedReasons(person)).wrong_password).toBe(5);
    expect((await attempt(person, goodPassword)).status).toBe(200);
  });

  it("somebody else's or a made-up device cookie opens nothing", async () => {
    const [person, mallory] = [await makePerson(), await makePerson()];
    await signInBrowser(person);
    const { deviceCookie } = await signInBrowser(mallory);
    await lockOut(person);
    expect((await attempt(person, goodPassword, deviceCookie)).status).toBe(401);
    expect((await attempt(person, goodPassword, `__Host-gatehouse-device=${'a'.repeat(43)}`)).status).toBe(401);
  });

  it('the right password for an account that may not sign in yet is no failure', async () => {
    const person = await makePerson({ verified: false });
    for (let round = 0; round < 7; round += 1) expect((await attempt(person, goodPassword)).code).toBe('EMAIL_NOT_VERIFIED');
  });
});
