import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { getDashboard } from '#lib/contracts/admin.ts';
import { contracts } from '#lib/contracts/index.ts';
import { listRecoveryRequests } from '#lib/contracts/recovery.ts';
import {
  createClientSecret,
  createServiceAccount,
  createServiceAccountKey,
  deleteServiceAccount,
  getServiceAccount,
  listAllApiKeys,
  listServiceAccountKeys,
  listServiceAccounts,
  revokeAnyApiKey,
  revokeClientSecret,
  revokeServiceAccountKey,
  rotateServiceAccountKey,
  updateServiceAccount,
  updateServiceAccountKey,
} from '#lib/contracts/service-accounts.ts';
import { introspect, issueToken } from '#lib/contracts/tokens.ts';
import { getMe } from '#lib/contracts/users.ts';
import { makeSecret } from '#lib/crypto/prefixed-secret.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { allPermissions } from '#lib/roles/catalogue.ts';
import { type CallOptions, call, callInParallel, decided, statuses } from '#scripts/testing/api.ts';
import { makeKey } from '#scripts/testing/keys.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { events as eventsOf, everyRow, withEvents } from '#scripts/testing/rows.ts';
import { takeAccount } from './change-account.ts';

let root: Person;
let bearer = '';
let admin = '';
let moderator = '';

beforeAll(async () => {
  root = await makePerson({ role: 'super_admin' });
  bearer = (await signIn(root)).accessToken;
  admin = (await signIn(await makePerson({ role: 'admin' }))).accessToken;
  moderator = (await signIn(await makePerson({ role: 'moderator' }))).accessToken;
});

const permissions = ['admin.dashboard.read', 'tokens.introspect'];

async function makeAccount(body: Record<string, unknown> = {}, by = bearer): Promise<{ service_account_id: string }> {
  const answer = await call(createServiceAccount, { bearer: by, body: { name: 'Billing', permissions, ...body } });
  if (answer.status !== 201) throw new Error(`Adding answered ${answer.status} ${answer.code}.`);
  return { service_account_id: answer.data.id };
}

async function makeAccountKey(params: { service_account_id: string }, body: Record<string, unknown> = {}) {
  const answer = await call(createServiceAccountKey, { bearer, params, body: { name: 'Node 1', scopes: permissions, ...body } });
  if (answer.status !== 201) throw new Error(`Making a key answered ${answer.status} ${answer.code}.`);
  return answer.data as { id: string; key: string };
}

type Client = { client_id: string; client_secret: string; id: string };

async function makeSecretOf(params: { service_account_id: string }, body = {}): Promise<Client> {
  return (await call(createClientSecret, { bearer, params, body })).data;
}

const grant = { grant_type: 'client_credentials' };

async function tokenOf({ client_id, client_secret }: Client): Promise<string> {
  return (await call(issueToken, { body: { ...grant, client_id, client_secret } })).data.access_token;
}

function asForm(fields: Record<string, string>, options: CallOptions = {}): CallOptions {
  return { ...options, rawBody: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
}

function basic(id: string, secret: string): { headers: Record<string, string> } {
  return {
    headers: { authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}` },
  };
}

describe('a service account', () => {
  it('is added, listed, shown, changed and deleted, each change with an event', async () => {
    const { result, events } = await withEvents(() =>
      call(createServiceAccount, { bearer, body: { name: ' Billing ', description: 'Nightly.', permissions: ['tokens.introspect'] } }),
    );
    expect([result.status, result.data]).toEqual([
      201,
      {
        id: expect.any(String),
        name: 'Billing',
        description: 'Nightly.',
        permissions: ['tokens.introspect'],
        rank: 100,
        enabled: true,
        created_at: expect.any(String),
        updated_at: expect.any(String),
        created_by: root.id,
        client_secrets: [],
        api_keys: 0,
        may_manage: true,
      },
    ]);
    const params = { service_account_id: result.data.id };
    expect(events).toMatchObject([{ action: 'service_account.created', actorId: root.id, targetId: result.data.id }]);
    expect((await call(getServiceAccount, { bearer, params })).data).toEqual(result.data);
    expect((await call(listServiceAccounts, { bearer: admin })).data[0]).toMatchObject({ id: result.data.id, may_manage: false });
    for (const [body, action] of [
      [{ name: 'Invoices', permissions }, 'service_account.updated'],
      [{ enabled: false }, 'service_account.disabled'],
      [{ enabled: true }, 'service_account.enabled'],
    ] as const) {
      const changed = await withEvents(() => call(updateServiceAccount, { bearer, params, body }));
      expect([changed.result.data, changed.events]).toMatchObject([body, [{ action, targetId: result.data.id }]]);
      expect((await withEvents(() => call(updateServiceAccount, { bearer, params, body }))).events).toEqual([]);
    }
    const deleted = await withEvents(() => call(deleteServiceAccount, { bearer, params }));
    expect([deleted.result.status, deleted.events]).toMatchObject([200, [{ action: 'service_account.deleted' }]]);
    expect((await call(getServiceAccount, { bearer, params })).status).toBe(404);
  });

  it('is given nothing that its maker does not hold, and changed by nobody who holds less or is below it', async () => {
    const denied = await withEvents(() =>
      call(createServiceAccount, { bearer: admin, body: { name: 'x', permissions: ['admin.settings.write'] } }),
    );
    expect([denied.result.status, denied.result.details.permission]).toEqual([403, 'admin.settings.write']);
    expect(denied.events).toMatchObject([{ action: 'permission.denied', reason: 'admin.settings.write' }]);
    expect((await call(createServiceAccount, { bearer: moderator, body: { name: 'x', permissions } })).details.permission).toBe(
      'admin.api_keys.write',
    );
    const own = await makeAccount({}, admin);
    expect((await call(updateServiceAccount, { bearer: admin, params: own, body: { permissions: ['admin.settings.write'] } })).status).toBe(
      403,
    );
    const wide = await makeAccount({ permissions: ['admin.settings.write'] }, bearer);
    const high = await makeAccount({}, bearer);
    for (const [params, reason] of [
      [wide, 'admin.settings.write'],
      [high, 'rank'],
    ] as const) {
      const { id } = await makeAccountKey(params, { scopes: [params === wide ? 'admin.settings.write' : 'tokens.introspect'] });
      const secret = await makeSecretOf(params);
      const writes = [
        [updateServiceAccount, { name: 'Mine' }, {}],
        [deleteServiceAccount, undefined, {}],
        [createClientSecret, {}, {}],
        [revokeClientSecret, undefined, { client_secret_id: secret.id }],
        [createServiceAccountKey, { name: 'Mine', scopes: ['tokens.introspect'] }, {}],
        [updateServiceAccountKey, { allowed_ips: [] }, { api_key_id: id }],
        [rotateServiceAccountKey, {}, { api_key_id: id }],
        [revokeServiceAccountKey, undefined, { api_key_id: id }],
        [revokeAnyApiKey, undefined, { api_key_id: id }],
      ] as const;
      for (const [contract, body, more] of writes) {
        const { result, events } = await withEvents(() =>
          call(contract, { bearer: admin, params: { ...params, ...more }, ...(body && { body }) }),
        );
        expect([contract.id, result.status, result.details.permission ?? result.details.reason]).toEqual([contract.id, 403, reason]);
        expect(events).toMatchObject([{ action: 'permission.denied', reason }]);
      }
      expect((await call(getServiceAccount, { bearer, params })).data).toMatchObject({ api_keys: 1, client_secrets: [{ id: secret.id }] });
    }
  });

  it('that was changed since it was judged is taken by nobody: what it may do then was not asked about', async () => {
    const params = await makeAccount();
    const judged = await db().serviceAccount.findUniqueOrThrow({ where: { id: params.service_account_id } });
    const take = () => inTransaction((transaction) => takeAccount(transaction, judged));
    expect((await take()).id).toBe(judged.id);
    await call(updateServiceAccount, { bearer, params, body: { permissions: [...permissions, 'admin.users.read'] } });
    await expect(take()).rejects.toMatchObject({ code: 'CONFLICT' });
    await call(deleteServiceAccount, { bearer, params });
    await expect(take()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps its rights when whoever made it loses theirs', async () => {
    const maker = await makePerson({ role: 'admin' });
    const params = await makeAccount({}, (await signIn(maker)).accessToken);
    const { key } = await makeAccountKey(params);
    await db().userRole.deleteMany({ where: { userId: maker.id } });
    await db().user.update({ where: { id: maker.id }, data: { status: 'suspended' } });
    expect((await call(getDashboard, { bearer: key })).status).toBe(200);
  });
});

describe('its API key', () => {
  it('holds what both its scopes and the account name, right now', async () => {
    const params = await makeAccount();
    const { key, id } = await makeAccountKey(params, { scopes: ['admin.dashboard.read'] });
    const { result, events } = await withEvents(() => call(introspect, { bearer: key, body: { token: 'x' } }));
    expect([result.status, result.details.permission]).toEqual([403, 'tokens.introspect']);
    expect(events).toMatchObject([
      { action: 'permission.denied', actorType: 'service_account', actorId: params.service_account_id, apiKeyId: id, subjectId: null },
    ]);
    expect((await call(getDashboard, { bearer: key })).status).toBe(200);
    // Its own name in the trail, which it may read.
    expect((await call(getDashboard, { bearer: key })).data.latest_events[0].actor).toEqual({
      type: 'service_account',
      id: params.service_account_id,
      label: 'Billing',
    });
    expect((await call(listRecoveryRequests, { bearer: key })).status).toBe(403);
    await call(updateServiceAccount, { bearer, params, body: { permissions: ['tokens.introspect'] } });
    expect((await call(getDashboard, { bearer: key })).status).toBe(403);
  });

  it('is changed, with an event that says whose it is, and only as one of this account', async () => {
    const params = await makeAccount();
    const { id, key } = await makeAccountKey(params);
    const body = {
      name: 'Node 2',
      allowed_ips: ['192.0.2.1'],
      rate_limit: '50/1m',
      expires_at: new Date(Date.now() + 60_000).toISOString(),
    };
    const { result, events } = await withEvents(() =>
      call(updateServiceAccountKey, { bearer, params: { ...params, api_key_id: id }, body }),
    );
    expect([result.status, result.data]).toMatchObject([200, { id, scopes: permissions, ...body, rate_limit: '50/60s' }]);
    const changedFields = ['name', 'allowed_ips', 'rate_limit', 'expires_at', 'service_account_id'];
    expect(events).toMatchObject([{ action: 'api_key.updated', actorId: root.id, targetType: 'api_key', targetId: id, changedFields }]);
    expect((await call(getDashboard, { bearer: key, ip: '192.0.2.1' })).status).toBe(200);
    expect((await call(getDashboard, { bearer: key })).status).toBe(403);
    const unchanged = await withEvents(() => call(updateServiceAccountKey, { bearer, params: { ...params, api_key_id: id }, body }));
    expect([unchanged.result.status, unchanged.events]).toEqual([200, []]);
    const mine = await makeKey(root);
    for (const wrong of [
      { ...(await makeAccount()), api_key_id: id },
      { ...params, api_key_id: mine.id },
    ])
      expect((await call(updateServiceAccountKey, { bearer, params: wrong, body: { name: 'x' } })).status).toBe(404);
  });

  it('cannot be given a scope that the account does not hold', async () => {
    const params = await makeAccount();
    const answer = await call(createServiceAccountKey, { bearer, params, body: { name: 'x', scopes: ['admin.users.read'] } });
    expect([answer.status, answer.fields[0]?.path]).toEqual([400, 'scopes']);
  });

  it('opens nothing that is a user’s, nor anything that needs a fresh proof', async () => {
    const account = await makeAccount({ permissions: allPermissions });
    const { key } = await makeAccountKey(account, { scopes: allPermissions });
    const params = Object.fromEntries(
      contracts.flatMap(({ path }) => [...path.matchAll(/\{(\w+)\}/g)].map((match) => [match[1] ?? '', uuidv7()])),
    );
    for (const contract of contracts.filter(({ access }) => !('anyone' in access) && ('user' in access || access.stepUp))) {
      const answer = await call(contract, { bearer: key, params, ...(contract.body && { body: {} }) });
      const reason = 'user' in contract.access && contract.access.apiKeys ? 'user_required' : 'session_required';
      expect([contract.id, answer.status, answer.details.reason]).toEqual([contract.id, 403, reason]);
    }
  });

  it('is listed, rotated once under 50 parallel tries, and revoked at once', async () => {
    const params = await makeAccount();
    const { id, key } = await makeAccountKey(params);
    const answers = await callInParallel(50, rotateServiceAccountKey, () => ({
      bearer,
      params: { ...params, api_key_id: id },
      body: { overlap_seconds: 60 },
    }));
    expect(statuses(decided(answers))).toEqual({ 201: 1, 409: decided(answers).length - 1 });
    const next = answers.find(({ status }) => status === 201)?.data;
    for (const each of [key, next.key]) expect((await call(getDashboard, { bearer: each })).status).toBe(200);
    expect((await call(listServiceAccountKeys, { bearer, params })).data.map((row: { id: string }) => row.id)).toEqual([next.id, id]);
    const { result, events } = await withEvents(() =>
      call(revokeServiceAccountKey, { bearer, params: { ...params, api_key_id: next.id } }),
    );
    expect([result.status, events]).toMatchObject([200, [{ action: 'api_key.revoked', targetId: next.id }]]);
    expect((await call(getDashboard, { bearer: next.key })).code).toBe('TOKEN_REVOKED');
    const other = await makeAccount();
    expect((await call(revokeServiceAccountKey, { bearer, params: { ...other, api_key_id: id } })).status).toBe(404);
  });

  it.each(['disabled', 'deleted'] as const)('ends with an account that is %s', async (how) => {
    const params = await makeAccount();
    const { key } = await makeAccountKey(params);
    const token = await tokenOf(await makeSecretOf(params));
    for (const each of [key, token]) expect((await call(getDashboard, { bearer: each })).status).toBe(200);
    if (how === 'disabled') await call(updateServiceAccount, { bearer, params, body: { enabled: false } });
    else await call(deleteServiceAccount, { bearer, params });
    for (const each of [key, token]) expect((await call(getDashboard, { bearer: each })).status).toBe(401);
    if (how === 'deleted') return;
    await call(updateServiceAccount, { bearer, params, body: { enabled: true } });
    expect((await call(getDashboard, { bearer: key })).status).toBe(200);
  });
});

describe('POST /auth/token', () => {
  it('answers a token that is the account’s, for the part of its rights that was asked for', async () => {
    const params = await makeAccount();
    const client = await makeSecretOf(params);
    expect(client).toMatchObject({
      client_id: params.service_account_id,
      client_secret: expect.stringMatching(/^gate_client_[0-9A-Za-z]{38}$/),
    });
    const { client_id, client_secret } = client;
    const { result, events } = await withEvents(() => call(issueToken, { body: { ...grant, client_id, client_secret } }));
    expect([result.status, result.data]).toEqual([
      200,
      { token_type: 'Bearer', access_token: expect.any(String), expires_in: 900, scope: permissions.join(' ') },
    ]);
    expect(events).toMatchObject([{ action: 'client_token.issued', actorType: 'service_account', actorId: client_id }]);
    expect(decodeProtectedHeader(result.data.access_token).typ).toBe('at+jwt');
    const claims = decodeJwt(result.data.access_token);
    expect(claims).toMatchObject({ sub: client_id, client_id, scope: permissions.join(' '), permissions, roles: [] });
    expect(claims).not.toHaveProperty('sid');
    const token = result.data.access_token;
    expect((await call(getDashboard, { bearer: token })).status).toBe(200);
    expect((await call(getMe, { bearer: token })).details.reason).toBe('user_required');
    const introspected = await call(introspect, { bearer: token, body: { token } });
    expect(introspected.data).toMatchObject({ active: true, client_id, sub: client_id, permissions });
    const part = await call(issueToken, { body: { ...grant, client_id, client_secret, scope: 'tokens.introspect' } });
    expect(part.data.scope).toBe('tokens.introspect');
    expect((await call(getDashboard, { bearer: part.data.access_token })).status).toBe(403);
    const rows = await everyRow();
    for (const secret of [client_secret, token]) expect(rows).not.toContain(secret);
    await expect.poll(async () => (await call(getServiceAccount, { bearer, params })).data.client_secrets[0].last_used_at).not.toBeNull();
  });

  it('takes forms and HTTP Basic, and answers them as RFC 6749 has it', async () => {
    const { client_id, client_secret } = await makeSecretOf(await makeAccount());
    const inBody = await call(issueToken, asForm({ ...grant, client_id, client_secret, audience: 'ignored' }));
    expect([inBody.status, JSON.parse(inBody.text)]).toMatchObject([200, { token_type: 'Bearer', expires_in: 900 }]);
    expect(inBody.headers.get('cache-control')).toBe('no-store');
    const inHeader = await call(issueToken, asForm(grant, basic(client_id, client_secret)));
    expect([inHeader.status, JSON.parse(inHeader.text).scope]).toEqual([200, permissions.join(' ')]);
    expect((await call(issueToken, { body: grant, ...basic(client_id.toUpperCase(), client_secret) })).status).toBe(200);
    for (const [options, status, error] of [
      [asForm({ ...grant, client_id, client_secret: 'x' }), 401, 'invalid_client'],
      [asForm(grant, basic(client_id, 'x')), 401, 'invalid_client'],
      [asForm(grant), 401, 'invalid_client'],
      [asForm(grant, { headers: { authorization: 'Basic %%%' } }), 401, 'invalid_client'],
      [asForm(grant, { headers: { authorization: `Bearer ${client_secret}` } }), 401, 'invalid_token'],
      [asForm({ ...grant, client_secret }, basic(client_id, client_secret)), 400, 'invalid_request'],
      [asForm({ grant_type: 'password', client_id, client_secret }), 400, 'unsupported_grant_type'],
      [asForm({ client_id, client_secret }), 400, 'invalid_request'],
      [asForm({ ...grant, client_id, client_secret, scope: 'admin.users.write' }), 400, 'invalid_scope'],
      [asForm({ ...grant, client_id, client_secret, scope: 'tokens.introspect everything' }), 400, 'invalid_scope'],
      [asForm({ ...grant, client_id, client_secret, scope: ' ' }), 400, 'invalid_scope'],
    ] as const) {
      const answer = await call(issueToken, options);
      expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { error, error_description: expect.any(String) }]);
    }
    const refused = await call(issueToken, asForm(grant, basic(client_id, 'x')));
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
    const asJson = await call(issueToken, { body: { ...grant, client_id, client_secret: 'x' } });
    expect([asJson.status, asJson.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('refuses the secret of another account, of another kind, and one that was never given, with an event', async () => {
    const mine = await makeSecretOf(await makeAccount());
    const theirs = await makeSecretOf(await makeAccount());
    const person = await makePerson();
    for (const client_secret of [theirs.client_secret, makeSecret('client_secret').secret, (await makeKey(person)).key, '']) {
      const { result, events } = await withEvents(() => call(issueToken, { body: { ...grant, client_id: mine.client_id, client_secret } }));
      expect([result.status, events]).toMatchObject([401, [{ action: 'client_token.denied', reason: 'invalid_client' }]]);
    }
  });

  it('a new secret takes the place of the old one; tokens from that end with it', async () => {
    const params = await makeAccount();
    const old = await makeSecretOf(params);
    const oldToken = await tokenOf(old);
    const next = await makeSecretOf(params, { overlap_seconds: 60 });
    for (const client of [old, next]) expect((await call(getDashboard, { bearer: await tokenOf(client) })).status).toBe(200);
    const last = await withEvents(() => call(createClientSecret, { bearer, params, body: {} }));
    expect(last.events).toMatchObject([{ action: 'client_secret.created' }]);
    for (const { client_id, client_secret } of [old, next])
      expect((await call(issueToken, { body: { ...grant, client_id, client_secret } })).status).toBe(401);
    expect((await call(getDashboard, { bearer: oldToken })).code).toBe('TOKEN_REVOKED');
    const token = await tokenOf(last.result.data);
    const revoked = await withEvents(() =>
      call(revokeClientSecret, { bearer, params: { ...params, client_secret_id: last.result.data.id } }),
    );
    expect([revoked.result.status, revoked.events]).toMatchObject([200, [{ action: 'client_secret.revoked' }]]);
    expect((await call(getDashboard, { bearer: token })).code).toBe('TOKEN_REVOKED');
    expect((await call(introspect, { bearer, body: { token } })).data).toEqual({ active: false });
  });

  it('a token for a permission that the account lost meanwhile holds it no more', async () => {
    const params = await makeAccount();
    const token = await tokenOf(await makeSecretOf(params));
    await call(updateServiceAccount, { bearer, params, body: { permissions: ['tokens.introspect'] } });
    expect((await call(getDashboard, { bearer: token })).status).toBe(403);
    await call(updateServiceAccount, { bearer, params, body: { permissions: ['tokens.introspect', 'admin.users.read'] } });
    expect((await call(listRecoveryRequests, { bearer: token })).status).toBe(403);
  });
});

describe('everybody’s keys', () => {
  it('are listed with their owners, and revoked by whoever is above them; the owner is told', async () => {
    const person = await makePerson();
    const mine = await makeKey(person);
    const params = await makeAccount();
    const service = await makeAccountKey(params);
    const { data } = await call(listAllApiKeys, { bearer: admin });
    const shown = (id: string) => data.find((row: { id: string }) => row.id === id);
    expect(shown(mine.id)).toMatchObject({
      owner: { type: 'user', id: person.id, label: person.email },
      name: 'Nightly backup',
      may_revoke: true,
    });
    expect(shown(service.id)).toMatchObject({
      owner: { type: 'service_account', id: params.service_account_id, label: 'Billing' },
      may_revoke: false,
    });
    const ofOne = await call(listAllApiKeys, { bearer: admin, query: `?owner=user&owner_id=${person.id}&total=true` });
    expect([ofOne.data.length, JSON.parse(ofOne.text).pagination.total]).toEqual([1, 1]);
    expect(ofOne.text).not.toContain(mine.key);
    const { result, events } = await withEvents(() => call(revokeAnyApiKey, { bearer: admin, params: { api_key_id: mine.id } }));
    expect([result.status, events]).toMatchObject([200, [{ action: 'api_key.revoked', subjectId: person.id, targetId: mine.id }]]);
    expect((await call(getMe, { bearer: mine.key })).code).toBe('TOKEN_REVOKED');
    expect((await queuedMails(person.id)).map(({ template }) => template)).toEqual(['api_key_created', 'api_key_revoked']);
    expect((await call(revokeAnyApiKey, { bearer, params: { api_key_id: service.id } })).status).toBe(200);
    expect((await call(revokeAnyApiKey, { bearer, params: { api_key_id: uuidv7() } })).status).toBe(404);
  });

  it('of an equal or a higher rank are not revoked, but for one’s own', async () => {
    const peer = await makePerson({ role: 'admin' });
    const theirs = await makeKey(peer);
    const { result, events } = await withEvents(() => call(revokeAnyApiKey, { bearer: admin, params: { api_key_id: theirs.id } }));
    expect([result.status, result.details.reason, events]).toMatchObject([403, 'rank', [{ action: 'permission.denied', reason: 'rank' }]]);
    expect((await call(getMe, { bearer: theirs.key })).status).toBe(200);
    const own = await call(revokeAnyApiKey, { bearer: (await signIn(peer)).accessToken, params: { api_key_id: theirs.id } });
    expect(own.status).toBe(200);
    expect(await eventsOf({ subjectId: peer.id, action: 'api_key.revoked' })).toHaveLength(1);
  });
});
