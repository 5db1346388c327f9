import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { contracts } from '#lib/contracts/index.ts';
import { introspect, introspectBatch, revoke } from '#lib/contracts/tokens.ts';
import { getMe } from '#lib/contracts/users.ts';
import { makeSecret } from '#lib/crypto/prefixed-secret.ts';
import { db } from '#lib/db/client.ts';
import { type ApiAnswer, type CallOptions, call, nextAddress } from '#scripts/testing/api.ts';
import { type MadeClient, makeClient, makeKey } from '#scripts/testing/keys.ts';
import { makePerson, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { countQueries } from '#scripts/testing/queries.ts';
import { withEvents } from '#scripts/testing/rows.ts';

vi.hoisted(() => {
  globalThis.process.env.RATE_LIMITS = '{"service":"500/60s","anonymous":"400/60s"}';
});

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;

function as(authorization: string, token: string, options: CallOptions = {}): CallOptions {
  const rawBody = new URLSearchParams({ token }).toString();
  return { rawBody, contentType: 'application/x-www-form-urlencoded', ...options, headers: { authorization, ...options.headers } };
}

const bare = ({ status, text }: ApiAnswer) => [status, JSON.parse(text)];

let client: MadeClient;
let own: string;
let token: string;
beforeAll(async () => {
  client = await makeClient();
  own = basic(client.client_id, client.client_secret);
  token = (await signIn(await makePerson())).accessToken;
});

describe('HTTP Basic of a service account', () => {
  it('asks about tokens with the rights of the account and its limit, as a form and as JSON, in two queries', async () => {
    const form = await call(introspect, as(own, token));
    expect(bare(form)).toMatchObject([200, { active: true, sub: expect.any(String) }]);
    expect(form.headers.get('ratelimit-limit')).toBe('500');
    expect(await countQueries(() => call(introspect, as(own, token)))).toBe(2);
    const json = await call(introspect, { body: { token }, headers: { authorization: own } });
    expect([json.status, json.data.active]).toEqual([200, true]);
  });

  it('gives a token back, counted as the account', async () => {
    const { accessToken } = await signIn(await makePerson());
    const answer = await call(revoke, as(own, accessToken));
    expect([...bare(answer), answer.headers.get('ratelimit-limit')]).toEqual([200, { revoked: true }, '500']);
    expect((await call(getMe, { bearer: accessToken })).code).toBe('TOKEN_REVOKED');
    const nobody = await call(revoke, { body: { token: accessToken } });
    expect([nobody.status, nobody.headers.get('ratelimit-limit')]).toEqual([200, '400']);
  });

  it('needs the permission: FORBIDDEN, and an event that names the account', async () => {
    const other = await makeClient(['admin.health.read']);
    const { result, events } = await withEvents(() => call(introspect, as(basic(other.client_id, other.client_secret), token)));
    expect(bare(result)).toMatchObject([403, { error: 'insufficient_scope' }]);
    expect(events).toMatchObject([{ action: 'permission.denied', reason: 'tokens.introspect', actorId: other.client_id }]);
  });

  it('that does not count is refused at both, as RFC 6749 has it, with one event, and nothing happens to the token', async () => {
    const [other, disabled, replaced, person] = [await makeClient(), await makeClient(), await makeClient(), await makePerson()];
    await db().serviceAccount.update({ where: { id: disabled.client_id }, data: { disabledAt: new Date() } });
    await db().clientSecret.updateMany({ where: { serviceAccountId: replaced.client_id }, data: { expiresAt: new Date() } });
    const { key } = await makeKey(person);
    const wrong: [string, string][] = [
      [basic(client.client_id, other.client_secret), 'invalid_client'],
      [basic(client.client_id, makeSecret('client_secret').secret), 'invalid_client'],
      [basic(client.client_id, key), 'invalid_client'],
      [basic(client.client_id, ''), 'invalid_client'],
      [basic('', client.client_secret), 'invalid_client'],
      [basic(replaced.client_id, replaced.client_secret), 'invalid_client'],
      [basic(disabled.client_id, disabled.client_secret), 'disabled'],
      ['Basic %%%', 'invalid_client'],
      ['Basic', 'invalid_client'],
      [`Basic ${Buffer.from('%zz:%zz').toString('base64')}`, 'invalid_client'],
    ];
    for (const contract of [introspect, revoke])
      for (const [authorization, reason] of wrong) {
        const { result, events } = await withEvents(() => call(contract, as(authorization, token)));
        expect(bare(result)).toEqual([401, { error: 'invalid_client', error_description: 'The client credentials are not valid.' }]);
        expect(result.headers.get('www-authenticate')).toMatch(/^Basic /);
        expect(events).toMatchObject([{ action: 'client_token.denied', result: 'denied', reason }]);
      }
    expect((await call(getMe, { bearer: token })).status).toBe(200);
  });

  it('that is wrong counts as a failed sign-in of the address, and right ones go on beside it', async () => {
    const ip = nextAddress();
    const wrong = basic(client.client_id, makeSecret('client_secret').secret);
    const statuses: number[] = [];
    for (let round = 0; round < 7; round += 1) statuses.push((await call(introspect, as(wrong, token, { ip }))).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await call(revoke, as(wrong, 'nothing', { ip }))).status).toBe(429);
    expect((await call(introspect, as(own, token, { ip }))).status).toBe(200);
  });

  it('beside a session cookie is two identities', async () => {
    const { sessionCookie } = await signInBrowser(await makePerson());
    for (const contract of [introspect, revoke]) expect((await call(contract, as(own, token, { cookie: sessionCookie }))).status).toBe(400);
  });

  const others = contracts.filter((contract: Endpoint) => !contract.clientCredentials && !('anyone' in contract.access));
  it(`opens nothing else: ${others.length} endpoints`, async () => {
    expect(others.map(({ id }) => id)).toContain(introspectBatch.id);
    for (const contract of others)
      expect([contract.id, (await call(contract, { headers: { authorization: own } })).status]).toEqual([contract.id, 401]);
  });
});
