import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { sealKeyDetails } from '#lib/api-keys/key-details.ts';
import { login, logout } from '#lib/contracts/auth.ts';
import { introspect, introspectBatch } from '#lib/contracts/tokens.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { makeSecret } from '#lib/crypto/prefixed-secret.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { permissionCatalogue } from '#lib/roles/catalogue.ts';
import { type ApiAnswer, type CallOptions, call, origin } from '#scripts/testing/api.ts';
import { type ApiSession, makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { countQueries } from '#scripts/testing/queries.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';
import { makeService } from '#scripts/testing/service-accounts.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { signedWith } from '#scripts/testing/signing-keys.ts';

let service: ApiSession;
let person: Person;
let session: ApiSession;

beforeAll(async () => {
  service = await signIn(await makePerson({ role: 'admin' }));
  person = await makePerson({ role: 'moderator' });
  session = await signIn(person);
});

const form = 'application/x-www-form-urlencoded';

const ask = (token: string, options: CallOptions = {}) => call(introspect, { bearer: service.accessToken, body: { token }, ...options });
const askForm = (fields: Record<string, string> | string, options: CallOptions = {}) =>
  call(introspect, { bearer: service.accessToken, rawBody: new URLSearchParams(fields).toString(), contentType: form, ...options });

/** The session's token with other claims, signed by our own key. */
const signed = (claims: Record<string, unknown>) => signedWith({ userId: person.id, sessionId: session.sessionId }, claims);

/** Callers who were seen just now: noting it, once a minute, would be a query of its own. */
async function seenNow(): Promise<void> {
  await db().session.updateMany({ where: { id: service.sessionId }, data: { lastSeenAt: new Date() } });
  await db().apiKey.updateMany({ data: { lastUsedAt: new Date() } });
}

async function makeKeyOf({ id }: Person, scopes: string[]): Promise<{ key: string }> {
  const [keyId, secret] = [uuidv7(), makeSecret('api_key')];
  const dataKey = await findDataKey(db(), id);
  if (!dataKey) throw new Error('There is no such person.');
  const detailsSealed = sealKeyDetails(dataKey, keyId, { name: 'Mine', allowedIps: [] });
  await db().apiKey.create({ data: { id: keyId, userId: id, prefix: secret.prefix, keyHash: secret.hash, detailsSealed, scopes } });
  return { key: secret.secret };
}

const inactive = (answer: ApiAnswer) => expect([answer.status, answer.data]).toEqual([200, { active: false }]);

describe('POST /auth/introspect', () => {
  it('says of an access token that counts what RFC 7662 says, our claims, and nothing personal', async () => {
    const claims = decodeJwt(session.accessToken);
    const answer = await ask(session.accessToken, { body: { token: session.accessToken, token_type_hint: 'refresh_token' } });
    const { permissions, ...rest } = answer.data;
    expect(rest).toEqual({
      active: true,
      scope: permissions.join(' '),
      username: person.username,
      token_type: 'Bearer',
      exp: claims.exp,
      iat: claims.iat,
      nbf: claims.iat,
      sub: person.id,
      aud: origin,
      iss: origin,
      jti: claims.jti,
      sid: session.sessionId,
      pool: 'default',
      roles: ['moderator'],
    });
    expect(permissions).toContain('admin.users.suspend');
    expect(answer.text).not.toContain(person.email);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('answers a form as the RFC has it: the bare object, parameters that it does not know ignored', async () => {
    const answer = await askForm({ token: session.accessToken, token_type_hint: 'access_token', client_id: 'orders', resource: '' });
    const { data } = await ask(session.accessToken);
    expect(JSON.parse(answer.text)).toEqual(data);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse((await askForm({ token: 'nothing' })).text)).toEqual({ active: false });
    expect((await askForm({ token: 'nothing' }, { contentType: 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' })).status).toBe(200);
  });

  it('answers mistakes in a form as RFC 6749 and RFC 6750 have them', async () => {
    for (const [fields, description] of [
      ['', /^token: /],
      ['token=', /^token: /],
      ['token=a&token=b', /^token: /],
      [`token=${'a'.repeat(4097)}`, /^token: /],
      ['token=%00', /U\+0000/],
    ] as const) {
      const answer = await askForm(fields);
      expect([fields, answer.status]).toEqual([fields, 400]);
      expect(JSON.parse(answer.text)).toEqual({ error: 'invalid_request', error_description: expect.stringMatching(description) });
    }
    const nobody = await call(introspect, { rawBody: 'token=x', contentType: form });
    expect([nobody.status, JSON.parse(nobody.text).error]).toEqual([401, 'invalid_client']);
    const stranger = await askForm({ token: 'x' }, { bearer: 'x' });
    expect([stranger.status, JSON.parse(stranger.text).error]).toEqual([401, 'invalid_token']);
    expect(stranger.headers.get('www-authenticate')).toBe('Bearer realm="gatehouse", error="invalid_token"');
    const moderator = await askForm({ token: 'x' }, { bearer: session.accessToken });
    expect([moderator.status, JSON.parse(moderator.text).error]).toEqual([403, 'insufficient_scope']);
    expect((await askForm({ token: 'x'.repeat(70_000) })).status).toBe(413);
  });

  it('keeps the envelope where JSON was sent, errors included, and takes no form at an endpoint that speaks no OAuth', async () => {
    expect(JSON.parse((await ask('x')).text)).toMatchObject({ success: true, data: { active: false } });
    expect((await ask('')).fields).toMatchObject([{ path: 'token' }]);
    const options = { rawBody: 'email=a@example.com&password=x', contentType: form };
    expect((await call(login, options)).code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  it('needs the permission tokens.introspect as it is held now', async () => {
    expect(Object.keys(permissionCatalogue)).toContain('tokens.introspect');
    const admin = await makePerson({ role: 'admin' });
    const { accessToken } = await signIn(admin);
    const asked = () => ask(session.accessToken, { bearer: accessToken });
    expect((await asked()).status).toBe(200);
    await db().userRole.deleteMany({ where: { userId: admin.id } });
    const { result, events } = await withEvents(asked);
    expect([result.status, result.details]).toEqual([403, { permission: 'tokens.introspect' }]);
    expect(events).toMatchObject([{ action: 'permission.denied', reason: 'tokens.introspect' }]);
    expect((await call(introspect, { body: { token: session.accessToken } })).code).toBe('UNAUTHENTICATED');
  });

  it('says the same, and nothing but that, of every token that does not count', async () => {
    const other = await makePerson();
    const browser = await signInBrowser(other);
    const gone = await signIn(other);
    const suspended = await makePerson();
    const ofSuspended = await signIn(suspended);
    const erased = await makePerson();
    const ofErased = await signIn(erased);
    const ended = await signIn(other);
    await call(logout, { bearer: gone.accessToken, body: {} });
    await db().user.update({ where: { id: suspended.id }, data: { status: 'suspended' } });
    await db().dataKey.delete({ where: { subjectId: erased.id } });
    await db().session.update({ where: { id: ended.sessionId }, data: { expiresAt: new Date() } });
    const [header = '', payload = ''] = session.accessToken.split('.');
    const answers = await Promise.all(
      [
        gone.accessToken,
        ofSuspended.accessToken,
        ofErased.accessToken,
        ended.accessToken,
        ended.refreshToken,
        browser.sessionCookie.split('=')[1] ?? '',
        await signed({ exp: Math.floor(Date.now() / 1000) - 1 }),
        await signed({ sub: other.id }),
        await signed({ iss: 'https://evil.example' }),
        `${header}.${payload}.AAAA`,
        `${header}.${payload}.`,
        'nothing',
        '..',
        'gate_live_x',
        'é\u2028',
      ].map((token) => ask(token)),
    );
    for (const answer of answers) inactive(answer);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data)))).toEqual(new Set(['{"active":false}']));
  });

  it('reads roles, permissions and username as they are now', async () => {
    const changing = await makePerson({ role: 'moderator' });
    const { accessToken } = await signIn(changing);
    await db().userRole.deleteMany({ where: { userId: changing.id } });
    await db().user.update({ where: { id: changing.id }, data: { username: null, usernameIndex: null } });
    const { data } = await ask(accessToken);
    expect(data).toMatchObject({ active: true, scope: '', roles: [], permissions: [] });
    expect(data).not.toHaveProperty('username');
  });

  it('grants nothing to somebody who must set up a second factor first', async () => {
    await putSettings({ factors: { required: 'roles', required_roles: ['moderator'], grace_days: 0 } });
    expect((await ask(session.accessToken, { bearer: service.accessToken })).data).toMatchObject({ active: true, scope: '', roles: [] });
    await putSettings({});
  });

  it('is no use of the session it is asked about', async () => {
    const longAgo = new Date(Date.now() - 3_600_000);
    await db().session.update({ where: { id: session.sessionId }, data: { lastSeenAt: longAgo } });
    expect((await ask(session.accessToken)).data.active).toBe(true);
    const { lastSeenAt } = await db().session.findUniqueOrThrow({ where: { id: session.sessionId } });
    expect(lastSeenAt).toEqual(longAgo);
  });

  it('costs one query besides the look at the caller, whatever the token is, and writes nothing', async () => {
    await seenNow();
    const before = await everyRow();
    for (const token of [session.accessToken, session.accessToken, session.refreshToken, 'nothing'])
      expect([token, await countQueries(() => ask(token))]).toEqual([token, 2]);
    expect(await everyRow()).toBe(before);
  });
});

describe('service accounts', () => {
  it('ask with their key or their token, with one query besides the look at them', async () => {
    const orders = await makeService(['tokens.introspect']);
    await seenNow();
    for (const bearer of [orders.key, orders.accessToken]) {
      expect((await ask(session.accessToken, { bearer })).data).toMatchObject({ active: true, sub: person.id });
      expect(await countQueries(() => ask(session.accessToken, { bearer }))).toBe(2);
    }
    await db().serviceAccount.update({ where: { id: orders.id }, data: { disabledAt: new Date() } });
    for (const bearer of [orders.key, orders.accessToken]) expect((await ask(session.accessToken, { bearer })).code).toBe('TOKEN_REVOKED');
    const reader = await makeService(['admin.users.read']);
    for (const bearer of [reader.key, reader.accessToken]) expect((await ask(session.accessToken, { bearer })).code).toBe('FORBIDDEN');
  });

  it("a key of a user's asks as far as its scopes go", async () => {
    const admin = await makePerson({ role: 'admin' });
    const { key } = await makeKeyOf(admin, ['tokens.introspect']);
    expect((await ask(session.accessToken, { bearer: key })).data.active).toBe(true);
    const other = await makeKeyOf(admin, ['admin.users.read']);
    expect((await ask(session.accessToken, { bearer: other.key })).code).toBe('FORBIDDEN');
  });

  it('their access tokens are active with what the account still holds, as long as account and secret are good; their keys never', async () => {
    const orders = await makeService(['tokens.introspect', 'admin.users.read']);
    await db().serviceAccount.update({ where: { id: orders.id }, data: { permissions: ['admin.users.read', 'admin.audit.read'] } });
    const { data } = await ask(orders.accessToken);
    expect(data).toMatchObject({ active: true, client_id: orders.id, sub: orders.id, scope: 'admin.users.read', roles: [] });
    expect(Object.keys(data)).not.toContain('sid');
    expect(Object.keys(data)).not.toContain('username');
    await seenNow();
    expect(await countQueries(() => ask(orders.accessToken))).toBe(2);
    inactive(await ask(orders.key));
    await db().clientSecret.update({ where: { id: orders.secretId }, data: { expiresAt: new Date() } });
    inactive(await ask(orders.accessToken));
    const disabled = await makeService(['tokens.introspect']);
    await db().serviceAccount.update({ where: { id: disabled.id }, data: { disabledAt: new Date() } });
    inactive(await ask(disabled.accessToken));
  });

  it("a token that names another account's secret is not active", async () => {
    const [one, other] = [await makeService(['tokens.introspect']), await makeService(['tokens.introspect'])];
    const claims = { sid: undefined, client_id: one.id, secret_id: other.secretId, scope: 'tokens.introspect' };
    const token = await signedWith({ userId: one.id, sessionId: one.id }, claims);
    inactive(await ask(token));
    expect((await ask(session.accessToken, { bearer: token })).code).toBe('TOKEN_REVOKED');
  });
});

describe('POST /auth/introspect/batch', () => {
  const askAll = (tokens: unknown[]) => call(introspectBatch, { bearer: service.accessToken, body: { tokens } });

  it('answers up to 100 tokens of the longest kind in their order, with one query for all', async () => {
    const root = await signIn(await makePerson({ role: 'super_admin' }));
    const gone = await signIn(person);
    await call(logout, { bearer: gone.accessToken, body: {} });
    const tokens = Array.from(
      { length: 100 },
      (_, index) => [root.accessToken, 'nothing', session.accessToken, gone.accessToken][index % 4],
    );
    expect(JSON.stringify({ tokens }).length).toBeGreaterThan(64 * 1024);
    await seenNow();
    let answer: ApiAnswer | undefined;
    const queries = await countQueries(async () => {
      answer = await askAll(tokens);
    });
    expect([answer?.status, queries]).toEqual([200, 2]);
    expect(answer?.data.map(({ sid = null }) => sid)).toEqual(
      tokens.map((_, index) => [root.sessionId, null, session.sessionId, null][index % 4]),
    );
    expect(answer?.data[1]).toEqual({ active: false });
    expect(answer?.data[2]).toEqual((await ask(session.accessToken)).data);
  });

  it('mixes those of people and of service accounts', async () => {
    const orders = await makeService(['tokens.introspect']);
    const { data } = await askAll([orders.accessToken, 'nothing', session.accessToken, orders.accessToken]);
    expect(data.map(({ sub = null }) => sub)).toEqual([orders.id, null, person.id, orders.id]);
  });

  it('refuses none, more than 100, and what is no list of texts', async () => {
    for (const tokens of [[], Array.from({ length: 101 }, () => 'x'), [7], [null], [''], ['x'.repeat(4097)], [{}]])
      expect((await askAll(tokens)).fields[0]?.path).toMatch(/^tokens(\.0)?$/);
  });

  it('needs the permission, as the one about a single token does', async () => {
    const { accessToken } = await signIn(person);
    expect((await call(introspectBatch, { bearer: accessToken, body: { tokens: ['x'] } })).code).toBe('FORBIDDEN');
    expect((await call(introspectBatch, { body: { tokens: ['x'] } })).code).toBe('UNAUTHENTICATED');
  });
});
