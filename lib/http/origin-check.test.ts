import { describe, expect, it } from 'vitest';
import { login, logout, refresh } from '#lib/contracts/auth.ts';
import { updateMe } from '#lib/contracts/users.ts';
import { call, origin } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { checkOrigin } from './origin-check.ts';

const shop = 'https://shop.example';
/** As the front passes a request of an application's own page on. */
const fromShop = { origin: shop, 'sec-fetch-site': 'cross-site', 'x-gatehouse-allowed-origin': shop };

it('the pages of an application sign in, refresh and write with their token', async () => {
  const { email } = await makePerson();
  const signedIn = await call(login, { body: { email, password: goodPassword }, headers: fromShop });
  expect(signedIn.status).toBe(200);
  const refreshed = await call(refresh, { body: { refresh_token: signedIn.data.refresh_token }, headers: fromShop });
  expect(refreshed.status).toBe(200);
  const written = await call(updateMe, { bearer: refreshed.data.access_token, body: { name: 'Ada' }, headers: fromShop });
  expect(written.status).toBe(200);
});

it.each([
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another origin than the one that is allowed', { ...fromShop, origin: 'https://evil.example' }],
  ['no origin at all', { 'sec-fetch-site': 'cross-site', 'x-gatehouse-allowed-origin': shop }],
  ['a frame without an origin', { ...fromShop, origin: 'null' }],
  ['an application, with any cookie', { ...fromShop, cookie: 'theme=dark' }],
])('%s signs nobody in and refreshes nothing', async (_, headers) => {
  const person = await makePerson();
  const { refreshToken } = await signIn(person);
  for (const [contract, body] of [
    [login, { email: person.email, password: goodPassword }],
    [refresh, { refresh_token: refreshToken }],
  ] as const) {
    const answer = await call(contract, { body, headers });
    expect([answer.status, answer.details.reason, answer.cookies]).toEqual([403, 'cross_origin', []]);
  }
});

it('the session cookie opens nothing for an application: its pages send a token or nothing', async () => {
  const { sessionCookie: cookie } = await signInBrowser(await makePerson());
  for (const contract of [logout, updateMe]) {
    const answer = await call(contract, { cookie, body: {}, headers: fromShop });
    expect([answer.status, answer.details.reason]).toEqual([403, 'cross_origin']);
  }
});

describe('a write', () => {
  const check = (headers: Record<string, string>, caller: { hasCookie: boolean; hasAuthorization: boolean }) => () =>
    checkOrigin(new Request(`${origin}/api/v1/users/me`, { method: 'PATCH', headers }), caller);
  const withCookie = { hasCookie: true, hasAuthorization: false };
  const withBoth = { hasCookie: true, hasAuthorization: true };
  const refused = expect.objectContaining({ code: 'FORBIDDEN' });

  it('with the session cookie has to prove that it comes from our own pages: nothing said is not enough', () => {
    expect(check({}, withCookie)).toThrow(refused);
    expect(check({ 'sec-fetch-site': 'none' }, withCookie)).toThrow(refused);
    expect(check({ 'sec-fetch-site': 'same-site' }, withCookie)).toThrow(refused);
    expect(check({ origin: 'null' }, withCookie)).toThrow(refused);
    expect(check({ origin }, withCookie)).not.toThrow();
    expect(check({ 'sec-fetch-site': 'same-origin' }, withCookie)).not.toThrow();
  });

  it('with a token beside the cookie has to prove it as well', () => {
    expect(check({ origin: 'https://evil.example' }, withBoth)).toThrow(refused);
    expect(check({}, withBoth)).toThrow(refused);
    expect(check({ origin: 'https://evil.example' }, { hasCookie: false, hasAuthorization: true })).not.toThrow();
  });
});
