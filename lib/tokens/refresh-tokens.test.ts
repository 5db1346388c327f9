import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { logout, refresh } from '#lib/contracts/auth.ts';
import { getMe } from '#lib/contracts/users.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db } from '#lib/db/client.ts';
import { type ApiAnswer, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { makePerson, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { countQueries } from '#scripts/testing/queries.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';

function exchange(token: string, userAgent = 'client/1'): Promise<ApiAnswer> {
  return call(refresh, { body: { refresh_token: token }, headers: { 'user-agent': userAgent } });
}

async function usedSecondsAgo(token: string, seconds: number): Promise<void> {
  await db().refreshToken.update({ where: { tokenHash: sha256(token) }, data: { usedAt: new Date(Date.now() - seconds * 1000) } });
}

async function isDead(sessionId: string): Promise<boolean> {
  return (await db().session.findUniqueOrThrow({ where: { id: sessionId } })).revokedAt !== null;
}

describe('POST /auth/refresh', () => {
  it('answers a new pair of the same session; both new tokens work', async () => {
    const session = await signIn(await makePerson());
    const { result: answer, events } = await withEvents(() => exchange(session.refreshToken));
    expect([answer.status, answer.cookies]).toEqual([200, []]);
    expect(events).toMatchObject([{ action: 'session.refreshed', result: 'success', targetId: session.sessionId }]);
    expect(answer.data).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      refresh_expires_in: 7 * 86_400,
      session_id: session.sessionId,
    });
    expect(answer.data.refresh_token).not.toBe(session.refreshToken);
    expect((await call(getMe, { bearer: answer.data.access_token })).status).toBe(200);
    const second = await exchange(answer.data.refresh_token);
    expect(second.status).toBe(200);
    expect(second.data.refresh_token).not.toBe(answer.data.refresh_token);
  });

  it('stores a successor only as its SHA-256', async () => {
    const session = await signIn(await makePerson());
    const { data } = await exchange(session.refreshToken);
    const rows = await everyRow();
    expect(rows).not.toContain(data.refresh_token);
    expect(rows).toContain(Buffer.from(sha256(data.refresh_token)).toString('hex'));
  });

  it('50 parallel exchanges by one client give everybody the same successor and leave one live lineage', async () => {
    const session = await signIn(await makePerson());
    const answers = await callInParallel(50, refresh, () => ({
      body: { refresh_token: session.refreshToken },
      headers: { 'user-agent': session.userAgent },
    }));
    expect(statuses(answers)).toEqual({ 200: 50 });
    expect(new Set(answers.map(({ data }) => data.refresh_token)).size).toBe(1);
    expect(await db().refreshToken.count({ where: { sessionId: session.sessionId } })).toBe(2);
    expect(await db().refreshToken.count({ where: { sessionId: session.sessionId, usedAt: null } })).toBe(1);
    expect((await exchange(answers[0]?.data.refresh_token)).status).toBe(200);
  });

  it('costs two round trips, one where only the answer was lost', async () => {
    const session = await signIn(await makePerson());
    expect(await countQueries(() => exchange(session.refreshToken))).toBe(2);
    expect(await countQueries(() => exchange(session.refreshToken))).toBe(1);
  });

  it('costs two round trips each of two that come at once, also the one that comes second', async () => {
    const session = await signIn(await makePerson());
    const queries = await countQueries(async () => {
      const answers = await callInParallel(10, refresh, () => ({
        body: { refresh_token: session.refreshToken },
        headers: { 'user-agent': session.userAgent },
      }));
      expect(statuses(answers)).toEqual({ 200: 10 });
    });
    expect(queries).toBeLessThanOrEqual(20);
  });

  it('a late second tab gets what lives now, when the first one is two exchanges ahead', async () => {
    const session = await signIn(await makePerson());
    const second = await exchange(session.refreshToken);
    const third = await exchange(second.data.refresh_token);
    expect((await exchange(session.refreshToken)).data.refresh_token).toBe(third.data.refresh_token);
    await usedSecondsAgo(session.refreshToken, 11);
    expect((await exchange(session.refreshToken)).code).toBe('TOKEN_REVOKED');
  });

  it('a lost answer is asked for again within 10 seconds and gives the same successor', async () => {
    const session = await signIn(await makePerson());
    const first = await exchange(session.refreshToken);
    await usedSecondsAgo(session.refreshToken, 9);
    expect((await exchange(session.refreshToken)).data.refresh_token).toBe(first.data.refresh_token);
    expect(await isDead(session.sessionId)).toBe(false);
  });

  it('a replay after the grace ends the session, its successor and its access tokens, with one event', async () => {
    const session = await signIn(await makePerson());
    const next = await exchange(session.refreshToken);
    await usedSecondsAgo(session.refreshToken, 11);
    const { result, events } = await withEvents(() => exchange(session.refreshToken));
    expect([result.status, result.code]).toEqual([401, 'TOKEN_REVOKED']);
    expect(events).toMatchObject([{ action: 'refresh_token.reused', result: 'denied', targetId: session.sessionId }]);
    expect(await db().session.findUnique({ where: { id: session.sessionId } })).toMatchObject({ revokedReason: 'refresh_token_reused' });
    expect((await exchange(next.data.refresh_token)).code).toBe('TOKEN_REVOKED');
    for (const bearer of [session.accessToken, next.data.access_token]) expect((await call(getMe, { bearer })).code).toBe('TOKEN_REVOKED');
  });

  it('another client that presents a used token ends the session, even within the grace', async () => {
    const session = await signIn(await makePerson());
    await exchange(session.refreshToken);
    expect((await exchange(session.refreshToken, 'thief/2')).code).toBe('TOKEN_REVOKED');
    expect(await isDead(session.sessionId)).toBe(true);
  });

  it('a session that ends between the look at the token and its exchange gets no successor', async () => {
    const session = await signIn(await makePerson());
    const { query } = pg.Client.prototype;
    const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async function (this: pg.Client, ...args: unknown[]) {
      if (/UPDATE refresh_token/.test(JSON.stringify(args[0])))
        await db().session.update({ where: { id: session.sessionId }, data: { revokedAt: new Date() } });
      return Reflect.apply(query, this, args);
    });
    const answer = await exchange(session.refreshToken);
    spy.mockRestore();
    expect(answer.code).toBe('TOKEN_REVOKED');
    expect(await db().refreshToken.count({ where: { sessionId: session.sessionId } })).toBe(1);
  });

  it('two different clients at once never both keep the session', async () => {
    for (let round = 0; round < 5; round += 1) {
      const session = await signIn(await makePerson());
      await Promise.all([exchange(session.refreshToken, 'client/1'), exchange(session.refreshToken, 'thief/2')]);
      expect(await isDead(session.sessionId)).toBe(true);
    }
  });

  it('a replay ends only its own session', async () => {
    const person = await makePerson();
    const [one, two] = [await signIn(person), await signIn(person)];
    await exchange(one.refreshToken);
    await usedSecondsAgo(one.refreshToken, 11);
    await exchange(one.refreshToken);
    expect((await exchange(two.refreshToken)).status).toBe(200);
  });

  it('is refused after signing out and after the user was suspended', async () => {
    const person = await makePerson();
    const [gone, suspended] = [await signIn(person), await signIn(person)];
    await call(logout, { bearer: gone.accessToken, body: {} });
    expect((await exchange(gone.refreshToken)).code).toBe('TOKEN_REVOKED');
    await db().user.update({ where: { id: person.id }, data: { status: 'suspended' } });
    expect((await exchange(suspended.refreshToken)).status).toBe(401);
  });

  it('an expired token, and any token of a session past its absolute end, is refused', async () => {
    const person = await makePerson();
    const [one, two] = [await signIn(person), await signIn(person)];
    await db().refreshToken.update({ where: { tokenHash: sha256(one.refreshToken) }, data: { expiresAt: new Date(Date.now() - 1) } });
    await db().session.update({ where: { id: two.sessionId }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await exchange(one.refreshToken)).code).toBe('TOKEN_EXPIRED');
    expect((await exchange(two.refreshToken)).code).toBe('TOKEN_EXPIRED');
    expect(await db().refreshToken.count({ where: { sessionId: { in: [one.sessionId, two.sessionId] } } })).toBe(2);
  });

  it('every refusal is in the trail, of whatever session there is', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    await call(logout, { bearer: session.accessToken, body: {} });
    const { events } = await withEvents(() => exchange(session.refreshToken));
    expect(events).toMatchObject([
      { action: 'session.refreshed', result: 'denied', reason: 'revoked', subjectId: person.id, targetId: session.sessionId },
    ]);
    const { events: unknown } = await withEvents(() => exchange('a'.repeat(43)));
    expect(unknown).toMatchObject([{ action: 'session.refreshed', result: 'denied', reason: 'unknown', subjectId: null }]);
  });

  it('takes refresh tokens only: no access token, no cookie, nothing made up', async () => {
    const person = await makePerson();
    const [session, browser] = [await signIn(person), await signInBrowser(person)];
    const others = [browser.sessionCookie, browser.deviceCookie].map((cookie) => cookie.split('=')[1] ?? '');
    for (const token of [...others, 'a'.repeat(43)]) expect((await exchange(token)).code).toBe('UNAUTHENTICATED');
    for (const token of [session.accessToken, '', 'x y']) expect((await exchange(token)).fields).toMatchObject([{ path: 'refresh_token' }]);
    expect((await call(getMe, { bearer: session.refreshToken })).status).toBe(401);
    expect((await call(getMe, { cookie: `__Host-gatehouse-session=${session.refreshToken}` })).status).toBe(401);
  });
});
