import { describe, expect, it } from 'vitest';
import { refresh } from '#lib/contracts/auth.ts';
import { revoke } from '#lib/contracts/tokens.ts';
import { getMe } from '#lib/contracts/users.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db } from '#lib/db/client.ts';
import { call, callInParallel, decided, statuses } from '#scripts/testing/api.ts';
import { makeKey } from '#scripts/testing/keys.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { makePerson, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';
import { makeService } from '#scripts/testing/service-accounts.ts';

const give = (token: string, hint?: string) => call(revoke, { body: { token, ...(hint && { token_type_hint: hint }) } });

async function isAlive({ accessToken, refreshToken }: { accessToken: string; refreshToken: string }): Promise<boolean[]> {
  const me = await call(getMe, { bearer: accessToken });
  const exchanged = await call(refresh, { body: { refresh_token: refreshToken }, headers: { 'user-agent': 'client/1' } });
  return [me.status === 200, exchanged.status === 200];
}

describe('POST /auth/revoke', () => {
  it.each(['accessToken', 'refreshToken'] as const)('the %s ends its own session and every token of it, with one event', async (kind) => {
    const person = await makePerson();
    const [session, other] = [await signIn(person), await signIn(person)];
    const { result, events } = await withEvents(() => give(session[kind], 'anything'));
    expect([result.status, result.data, result.cookies]).toEqual([200, { revoked: true }, []]);
    expect(events).toMatchObject([
      { action: 'session.revoked', result: 'success', reason: 'token', subjectId: person.id, targetId: session.sessionId },
    ]);
    const row = await db().session.findUniqueOrThrow({ where: { id: session.sessionId } });
    expect(row.revokedReason).toBe('token_revoked');
    expect(await isAlive(session)).toEqual([false, false]);
    expect(await isAlive(other)).toEqual([true, true]);
  });

  it('a refresh token that was exchanged a moment ago ends the session as well', async () => {
    const session = await signIn(await makePerson());
    const { data } = await call(refresh, { body: { refresh_token: session.refreshToken }, headers: { 'user-agent': 'client/1' } });
    await give(session.refreshToken);
    expect(await isAlive({ accessToken: data.access_token, refreshToken: data.refresh_token })).toEqual([false, false]);
  });

  it('an API key that is shown is revoked, with one event, and its owner told; also under 50 parallel tries', async () => {
    const person = await makePerson();
    const { id, key } = await makeKey(person);
    const { result, events } = await withEvents(() => callInParallel(50, revoke, () => ({ body: { token: key } })));
    expect(statuses(decided(result))).toEqual({ 200: decided(result).length });
    expect(events).toMatchObject([{ action: 'api_key.revoked', reason: 'token', actorId: null, subjectId: person.id, targetId: id }]);
    expect((await queuedMails(person.id)).map(({ template }) => template)).toEqual(['api_key_created', 'api_key_revoked']);
    expect((await call(getMe, { bearer: key })).code).toBe('TOKEN_REVOKED');
  });

  it('takes a form too and then answers without the envelope', async () => {
    const session = await signIn(await makePerson());
    const rawBody = new URLSearchParams({ token: session.refreshToken, client_id: 'mobile' }).toString();
    const answer = await call(revoke, { rawBody, contentType: 'application/x-www-form-urlencoded' });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { revoked: true }]);
    expect(await isAlive(session)).toEqual([false, false]);
  });

  it('answers the same, and does nothing, for what is no token or has ended, and for a cookie', async () => {
    const person = await makePerson();
    const session = await signIn(person);
    const browser = await signInBrowser(person);
    const [expired, gone] = [await signIn(person), await signIn(person)];
    await db().refreshToken.update({ where: { tokenHash: sha256(expired.refreshToken) }, data: { expiresAt: new Date() } });
    await give(gone.refreshToken);
    const before = await everyRow();
    const values = [browser.sessionCookie, browser.deviceCookie].map((cookie) => cookie.split('=')[1] ?? '');
    const altered = `${session.accessToken.slice(0, -4)}AAAA`;
    for (const token of [...values, expired.refreshToken, gone.refreshToken, gone.accessToken, altered, 'nothing', 'a.b.c']) {
      const answer = await give(token);
      expect([token, answer.status, answer.data]).toEqual([token, 200, { revoked: true }]);
    }
    expect(await everyRow()).toBe(before);
  });

  it('says that it cannot end the access token of a service account, which has no session', async () => {
    const orders = await makeService(['tokens.introspect']);
    const answer = await give(orders.accessToken);
    expect([answer.status, answer.fields[0]?.code]).toEqual([400, 'unsupported_token_type']);
    const rawBody = `token=${orders.accessToken}`;
    const form = await call(revoke, { rawBody, contentType: 'application/x-www-form-urlencoded' });
    expect([form.status, JSON.parse(form.text).error]).toEqual([400, 'unsupported_token_type']);
  });

  it('50 at once end it once', async () => {
    const session = await signIn(await makePerson());
    const { result, events } = await withEvents(() => callInParallel(50, revoke, () => ({ body: { token: session.refreshToken } })));
    expect(statuses(decided(result))).toEqual({ 200: decided(result).length });
    expect(events).toHaveLength(1);
  });
});
