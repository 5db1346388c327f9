import { beforeEach, describe, expect, it } from 'vitest';
import { recordRejections } from '#lib/audit/record-rejections.ts';
import { changePassword, login, register } from '#lib/contracts/auth.ts';
import { listSessions } from '#lib/contracts/sessions.ts';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { processState } from '#lib/rate-limit/process-state.ts';
import { storeRefusals } from '#lib/rate-limit/store-refusals.ts';
import { call, nextAddress } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, signIn, signInBrowser } from '#scripts/testing/people.ts';

type Events = Awaited<ReturnType<typeof eventsSince>>;

async function eventsSince(start: Date) {
  await recordRejections({ isEnd: true });
  return db().auditEvent.findMany({ where: { createdAt: { gte: start }, result: { not: 'success' } }, orderBy: { id: 'asc' } });
}

beforeEach(() => recordRejections({ isEnd: true }));

/** What the trail says of a request, which must be one thing. */
async function oneEventOf(request: () => Promise<unknown>): Promise<Events[number]> {
  const start = new Date();
  await request();
  const events = await eventsSince(start);
  expect(events).toHaveLength(1);
  return events[0] as Events[number];
}

describe('a request that is refused is in the trail exactly once:', () => {
  it('a token that is none', async () => {
    const event = await oneEventOf(() => call(getMe, { bearer: 'not.a.token' }));
    expect(event).toMatchObject({
      action: 'request.rejected',
      result: 'denied',
      reason: 'UNAUTHENTICATED',
      actorType: 'anonymous',
      targetType: 'endpoint',
      targetId: getMe.id,
    });
    expect(JSON.stringify(event)).not.toContain('not.a.token');
  });

  it('a session that has ended', async () => {
    const person = await makePerson();
    const { accessToken, sessionId } = await signIn(person);
    await db().session.update({ where: { id: sessionId }, data: { revokedAt: new Date(), tokenHash: null } });
    expect(await oneEventOf(() => call(getMe, { bearer: accessToken }))).toMatchObject({ reason: 'TOKEN_REVOKED' });
  });

  it('a write from another site', async () => {
    const { sessionCookie } = await signInBrowser(await makePerson());
    const request = () => call(updateMe, { cookie: sessionCookie, headers: { origin: 'https://evil.example' }, body: { name: 'x' } });
    expect(await oneEventOf(request)).toMatchObject({ action: 'request.rejected', reason: 'FORBIDDEN', targetId: updateMe.id });
  });

  it('a field that is not valid, by somebody known', async () => {
    const person = await makePerson();
    const { accessToken } = await signIn(person);
    const event = await oneEventOf(() => call(updateMe, { bearer: accessToken, body: { is_admin: true } }));
    expect(event).toMatchObject({ reason: 'VALIDATION_FAILED', actorType: 'user', actorId: person.id, subjectId: person.id });
  });

  it('a password that is too weak', async () => {
    const body = { email: 'weak@example.com', password: 'x7Kq!', accept_terms: true };
    expect(await oneEventOf(() => call(register, { body }))).toMatchObject({ reason: 'WEAK_PASSWORD', targetId: register.id });
  });

  it('one over a limit, which the gate refuses on its own', async () => {
    const refuse = async () => {
      for (let index = 0; index < 7; index += 1) processState().refusals.note('login', 'login', '2001:db8:1:2::/64');
      await storeRefusals();
    };
    expect(await oneEventOf(refuse)).toMatchObject({ reason: 'RATE_LIMITED', targetType: 'limit', targetId: 'login:login' });
  });

  it('what its service records itself', async () => {
    const person = await makePerson();
    const { accessToken } = await signIn(person);
    const wrong = { current_password: 'not the right one', new_password: 'seven quiet harbours' };
    expect((await oneEventOf(() => call(changePassword, { bearer: accessToken, body: wrong }))).action).not.toBe('request.rejected');
    const failed = () => call(login, { body: { email: person.email, password: 'not the right one' } });
    expect((await oneEventOf(failed)).action).toBe('session.denied');
  });
});

it('what is answered leaves nothing of it', async () => {
  const person = await makePerson();
  const start = new Date();
  const { accessToken } = await signIn(person);
  await call(listSessions, { bearer: accessToken });
  await call(login, { body: { email: person.email, password: goodPassword } });
  expect(await eventsSince(start)).toEqual([]);
});

it('a hundred of one kind from one address are one event and their number', async () => {
  const start = new Date();
  const ip = nextAddress();
  await call(getMe, { ip, bearer: 'a.b.c' });
  await recordRejections();
  for (let index = 0; index < 99; index += 1) await call(getMe, { ip, bearer: 'a.b.c' });
  await recordRejections();
  expect(await db().auditEvent.count({ where: { createdAt: { gte: start }, action: 'request.rejected' } })).toBe(1);
  expect(await eventsSince(start)).toHaveLength(2);
});
