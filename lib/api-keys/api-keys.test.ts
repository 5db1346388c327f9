import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { listActivity } from '#lib/contracts/activity.ts';
import { getDashboard } from '#lib/contracts/admin.ts';
import { createApiKey, getApiKey, listApiKeys, revokeApiKey, rotateApiKey, updateApiKey } from '#lib/contracts/api-keys.ts';
import { forgotPassword, resetPassword } from '#lib/contracts/auth.ts';
import { contracts } from '#lib/contracts/index.ts';
import { listRecoveryRequests } from '#lib/contracts/recovery.ts';
import { listSessions } from '#lib/contracts/sessions.ts';
import { getMe, secureMyAccount, updateMe } from '#lib/contracts/users.ts';
import { makeSecret } from '#lib/crypto/prefixed-secret.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { grantSystemRole } from '#lib/roles/grant-role.ts';
import { allOwnScopes } from '#lib/roles/scopes.ts';
import { sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { call, callInParallel, decided, statuses } from '#scripts/testing/api.ts';
import { makeStale } from '#scripts/testing/factors.ts';
import { askForKey, makeKey } from '#scripts/testing/keys.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { countQueries } from '#scripts/testing/queries.ts';
import { events as eventsOf, everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';

const everyScope = { scopes: [...allOwnScopes, 'admin.dashboard.read', 'admin.users.read', 'admin.api_keys.write'] };

async function signedIn(role: 'user' | 'moderator' | 'admin' | 'super_admin' = 'user') {
  const person = await makePerson({ role });
  const { accessToken: bearer, sessionId } = await signIn(person);
  return { person, bearer, sessionId };
}

async function takeRoles(userId: string): Promise<void> {
  await db().userRole.deleteMany({ where: { userId } });
}

describe('making a key', () => {
  it('shows the key once and keeps its hash; one event, one mail', async () => {
    const { person, bearer } = await signedIn();
    const { result, events } = await withEvents(() => askForKey(bearer, { allowed_ips: ['203.0.113.0/24'], rate_limit: '100/1m' }));
    expect([result.status, result.data]).toEqual([
      201,
      {
        id: expect.any(String),
        name: 'Nightly backup',
        prefix: expect.stringMatching(/^gate_live_\w{4}$/),
        scopes: allOwnScopes,
        allowed_ips: ['203.0.113.0/24'],
        rate_limit: '100/60s',
        expires_at: null,
        last_used_at: null,
        created_at: expect.any(String),
        rotated_at: null,
        key: expect.stringMatching(/^gate_live_[0-9A-Za-z]{38}$/),
      },
    ]);
    const { key, ...shown } = result.data;
    expect((await call(listApiKeys, { bearer })).data).toEqual([shown]);
    expect((await call(getApiKey, { bearer, params: { api_key_id: shown.id } })).data).toEqual(shown);
    const rows = await everyRow();
    for (const secret of [key, key.slice(14), 'Nightly backup', '203.0.113.0']) expect(rows).not.toContain(secret);
    expect(events).toMatchObject([
      { action: 'api_key.created', result: 'success', actorId: person.id, subjectId: person.id, targetType: 'api_key', targetId: shown.id },
    ]);
    expect(await queuedMails(person.id)).toMatchObject([{ template: 'api_key_created', name: 'Nightly backup', prefix: shown.prefix }]);
  });

  it('cannot be given a permission that its maker does not hold', async () => {
    const { person, bearer } = await signedIn('moderator');
    const before = await rowCounts();
    const { result, events } = await withEvents(() => askForKey(bearer, { scopes: ['admin.users.read', 'admin.users.write'] }));
    expect([result.status, result.code, result.details.permission]).toEqual([403, 'FORBIDDEN', 'admin.users.write']);
    expect(result.fields.map(({ path }) => path)).toEqual(['scopes']);
    expect(events).toMatchObject([{ action: 'permission.denied', reason: 'admin.users.write', subjectId: person.id }]);
    expect(await db().apiKey.count({ where: { userId: person.id } })).toBe(0);
    expect(Object.entries(await rowCounts()).filter(([table, count]) => count !== before[table] && !table.startsWith('audit'))).toEqual([]);
    expect((await askForKey(bearer, { scopes: ['admin.users.read', 'profile.read'] })).data.scopes).toEqual([
      'profile.read',
      'admin.users.read',
    ]);
  });

  it('needs a fresh proof, as changing and rotating one does', async () => {
    const { person, bearer, sessionId } = await signedIn();
    const { id } = await makeKey(person);
    await makeStale(sessionId);
    for (const [contract, body] of [
      [createApiKey, { name: 'x', scopes: ['profile.read'] }],
      [updateApiKey, { name: 'x' }],
      [rotateApiKey, {}],
    ] as const)
      expect((await call(contract, { bearer, params: { api_key_id: id }, body })).code).toBe('STEP_UP_REQUIRED');
  });

  it('is refused until a required second factor is set up', async () => {
    const person = await makePerson();
    const { key } = await makeKey(person);
    const bearer = (await signIn(person)).accessToken;
    await putSettings({ factors: { required: 'everyone', grace_days: 0 } });
    expect((await askForKey(bearer)).code).toBe('SECOND_FACTOR_ENROLMENT_REQUIRED');
    // A key that was made before is no way around it either.
    expect((await call(getMe, { bearer: key })).code).toBe('SECOND_FACTOR_ENROLMENT_REQUIRED');
    await putSettings({});
    expect((await call(getMe, { bearer: key })).status).toBe(200);
  });

  it.each([
    ['no scope', { scopes: [] }, 'scopes'],
    ['an unknown scope', { scopes: ['everything'] }, 'scopes.0'],
    ['a range that is none', { allowed_ips: ['203.0.113.0/33'] }, 'allowed_ips.0'],
    ['a name that is none', { allowed_ips: ['example.com'] }, 'allowed_ips.0'],
    ['an end in the past', { expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    ['a limit that is none', { rate_limit: '0/60s' }, 'rate_limit'],
    ['no limit at all', { rate_limit: 'off' }, 'rate_limit'],
    ['a window of a week', { rate_limit: '5/168h' }, 'rate_limit'],
  ])('refuses %s', async (_, body, path) => {
    const { bearer } = await signedIn();
    const answer = await askForKey(bearer, body);
    expect([answer.status, answer.fields.map((field) => field.path)]).toEqual([400, [path]]);
  });

  it('the settings say how long a key may live and how many there can be, also under 50 parallel tries', async () => {
    const { person, bearer } = await signedIn();
    await putSettings({ api_keys: { max_per_owner: 3, max_days: 30 } });
    const tooLate = await askForKey(bearer, { expires_at: new Date(Date.now() + 31 * 86_400_000).toISOString() });
    expect([tooLate.status, tooLate.fields[0]?.code]).toEqual([400, 'too_late']);
    const answers = await Promise.all(Array.from({ length: 50 }, () => askForKey(bearer)));
    expect(statuses(decided(answers))).toEqual({ 201: 3, 409: decided(answers).length - 3 });
    expect(answers.find(({ status }) => status === 409)?.details.reason).toBe('too_many_keys');
    const { data } = await call(listApiKeys, { bearer });
    for (const { expires_at } of data) expect(Math.round((Date.parse(expires_at) - Date.now()) / 86_400_000)).toBe(30);
    // One that has ended makes room, and so does one that is replaced.
    await db().apiKey.update({ where: { id: data[0].id }, data: { expiresAt: new Date() } });
    expect((await askForKey(bearer)).status).toBe(201);
    expect((await call(rotateApiKey, { bearer, params: { api_key_id: data[1].id }, body: { overlap_seconds: 60 } })).status).toBe(201);
    expect((await askForKey(bearer)).status).toBe(409);
    expect(await db().apiKey.count({ where: { userId: person.id, rotatedAt: null, expiresAt: { gt: new Date() } } })).toBe(3);
    await putSettings({});
  });
});

describe('what a key opens', () => {
  it('its owner’s own things by scope, and nothing else that asks for a user', async () => {
    const person = await makePerson();
    const full = (await makeKey(person)).key;
    expect((await call(getMe, { bearer: full })).data).toMatchObject({ id: person.id, permissions: [] });
    expect((await call(updateMe, { bearer: full, body: { name: 'Ada' } })).data.name).toBe('Ada');
    expect((await call(listSessions, { bearer: full })).data.every(({ current }: { current: boolean }) => !current)).toBe(true);
    expect((await call(listActivity, { bearer: full })).data[0]).toMatchObject({ action: 'user.updated', api_key_id: expect.any(String) });
    for (const [scope, opened] of [
      ['profile.read', getMe],
      ['profile.write', updateMe],
      ['sessions.read', listSessions],
      ['activity.read', listActivity],
    ] as const) {
      const { key } = await makeKey(person, { scopes: allOwnScopes.filter((name) => name !== scope) });
      const { result, events } = await withEvents(() =>
        call(opened, { bearer: key, ...(opened === updateMe && { body: { name: 'Eve' } }) }),
      );
      expect([result.status, result.code, result.details]).toMatchObject([403, 'FORBIDDEN', { reason: 'scope_missing', scope }]);
      expect(events).toMatchObject([{ action: 'permission.denied', reason: scope }]);
    }
  });

  it('permissions that its owner holds at that moment, by one query, and never those of another scope', async () => {
    const { person } = await signedIn('super_admin');
    const { key } = await makeKey(person, everyScope);
    expect((await call(getMe, { bearer: key })).data.permissions).toEqual([
      'admin.api_keys.write',
      'admin.dashboard.read',
      'admin.users.read',
    ]);
    await call(listRecoveryRequests, { bearer: key });
    // The first one is that of the caller; the second belongs to the list.
    expect(await countQueries(() => call(getMe, { bearer: key }))).toBe(1);
    expect((await call(getDashboard, { bearer: (await makeKey(person)).key })).details.permission).toBe('admin.dashboard.read');
    await takeRoles(person.id);
    const { result, events } = await withEvents(() => call(getDashboard, { bearer: key }));
    expect([result.status, result.details.permission]).toEqual([403, 'admin.dashboard.read']);
    expect(events).toMatchObject([{ action: 'permission.denied', actorId: person.id, apiKeyId: expect.any(String) }]);
    await db().$transaction((transaction) => grantSystemRole(transaction, person.id, 'moderator'));
    expect((await call(getDashboard, { bearer: key })).status).toBe(200);
    expect((await call(getMe, { bearer: key })).data.permissions).toEqual(['admin.dashboard.read', 'admin.users.read']);
  });

  const params = Object.fromEntries(
    [...new Set(contracts.flatMap(({ path }) => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')))].map((name) => [
      name,
      '019a0000-0000-7000-8000-000000000000',
    ]),
  );

  it('is listed here: everything else that asks for a user refuses keys, with every scope, whatever the input, and writes only the event', async () => {
    const { person } = await signedIn('super_admin');
    const { key } = await makeKey(person, {
      scopes: [...allOwnScopes, 'admin.settings.write', 'admin.users.write', 'admin.api_keys.write'],
    });
    const forUsers = contracts.filter(({ access }) => 'user' in access);
    expect(
      forUsers
        .filter(({ access }) => 'user' in access && access.apiKeys)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['checkPermission', 'getMe', 'listActivity', 'listSessions', 'replaceMe', 'updateMe'].sort());
    const closed = contracts.filter(({ access }) => ('user' in access && !access.apiKeys) || ('stepUp' in access && access.stepUp));
    expect(closed.length).toBeGreaterThan(40);
    for (const contract of closed) {
      const { result, events } = await withEvents(() =>
        call(contract, { bearer: key, params, ...(contract.body && { body: { unknown: true } }) }),
      );
      expect([contract.id, result.status, result.code, result.details.reason]).toEqual([contract.id, 403, 'FORBIDDEN', 'session_required']);
      expect(events.map(({ action, reason }) => [action, reason])).toEqual([['permission.denied', 'session_required']]);
    }
    expect(await db().apiKey.count({ where: { userId: person.id, revokedAt: null } })).toBe(1);
  });

  it('what it does is in the trail as its owner’s, with the key', async () => {
    const person = await makePerson();
    const { id, key } = await makeKey(person);
    const { events } = await withEvents(() => call(updateMe, { bearer: key, body: { name: 'Grace' } }));
    expect(events).toMatchObject([{ action: 'user.updated', actorType: 'user', actorId: person.id, apiKeyId: id }]);
  });

  it('is not sent together with a cookie, and is no cookie', async () => {
    const person = await makePerson();
    const { key } = await makeKey(person);
    expect((await call(getMe, { bearer: key, cookie: `${sessionCookieName()}=x` })).status).toBe(400);
    expect((await call(getMe, { cookie: `${sessionCookieName()}=${key}` })).status).toBe(401);
  });
});

describe('what ends a key', () => {
  it('revoking: at once, one event, one mail; a second time there is nothing', async () => {
    const { person, bearer } = await signedIn();
    const { id, key } = await makeKey(person);
    expect((await call(getMe, { bearer: key })).status).toBe(200);
    const { result, events } = await withEvents(() => call(revokeApiKey, { bearer, params: { api_key_id: id } }));
    expect([result.status, events]).toMatchObject([200, [{ action: 'api_key.revoked', targetId: id, subjectId: person.id }]]);
    const refused = await call(getMe, { bearer: key });
    expect([refused.status, refused.code]).toEqual([401, 'TOKEN_REVOKED']);
    expect((await queuedMails(person.id)).map(({ template }) => template)).toEqual(['api_key_created', 'api_key_revoked']);
    expect((await call(revokeApiKey, { bearer, params: { api_key_id: id } })).status).toBe(404);
    expect((await call(listApiKeys, { bearer })).data).toEqual([]);
  });

  it('its end', async () => {
    const person = await makePerson();
    const { id, key } = await makeKey(person, { expires_at: new Date(Date.now() + 60_000).toISOString() });
    expect((await call(getMe, { bearer: key })).status).toBe(200);
    await db().apiKey.update({ where: { id }, data: { expiresAt: new Date() } });
    const refused = await call(getMe, { bearer: key });
    expect([refused.status, refused.code]).toEqual([401, 'TOKEN_EXPIRED']);
  });

  it.each(['suspended', 'deletion_scheduled', 'pending'] as const)('an owner who is %s', async (status) => {
    const person = await makePerson();
    const { key } = await makeKey(person);
    await db().user.update({ where: { id: person.id }, data: { status } });
    expect((await call(getMe, { bearer: key })).status).toBe(401);
  });

  it('an owner who is gone', async () => {
    const person = await makePerson();
    const { key } = await makeKey(person);
    await db().user.delete({ where: { id: person.id } });
    expect((await call(getMe, { bearer: key })).code).toBe('UNAUTHENTICATED');
  });

  it('an owner whose data key was destroyed', async () => {
    const person = await makePerson();
    const { key } = await makeKey(person);
    await db().dataKey.delete({ where: { subjectId: person.id } });
    expect((await call(getMe, { bearer: key })).status).toBe(401);
  });

  it('"this wasn’t me", and a reset password', async () => {
    const { person, bearer } = await signedIn();
    const { key } = await makeKey(person);
    await call(secureMyAccount, { bearer, body: {} });
    expect((await call(getMe, { bearer: key })).code).toBe('TOKEN_REVOKED');
    const other = await makePerson();
    const second = await makeKey(other);
    await call(forgotPassword, { body: { email: other.email } });
    const token = tokenIn((await lastMail(other.id, 'password_reset')).link);
    expect((await call(resetPassword, { body: { token, password: 'seven quiet harbours' } })).status).toBe(200);
    expect((await call(getMe, { bearer: second.key })).code).toBe('TOKEN_REVOKED');
  });

  it('a wrong checksum costs no query, a right one that is unknown one, and neither tells more', async () => {
    const { secret } = makeSecret('api_key');
    const wrong = secret.slice(0, -1) + (secret.endsWith('a') ? 'b' : 'a');
    expect(await countQueries(() => call(getMe, { bearer: wrong }))).toBe(0);
    const answers = [await call(getMe, { bearer: wrong }), await call(getMe, { bearer: secret })];
    expect(answers.map(({ status, code }) => [status, code])).toEqual([
      [401, 'UNAUTHENTICATED'],
      [401, 'UNAUTHENTICATED'],
    ]);
  });

  it('a refused key is in the trail once in a quarter of an hour, also under 50 parallel tries', async () => {
    const { person, bearer } = await signedIn();
    const { id, key } = await makeKey(person);
    await call(revokeApiKey, { bearer, params: { api_key_id: id } });
    await callInParallel(50, getMe, () => ({ bearer: key }));
    const denied = await eventsOf({ subjectId: person.id, action: 'api_key.denied' });
    expect(denied).toMatchObject([{ result: 'denied', reason: 'revoked', targetId: id, actorType: 'anonymous' }]);
  });
});

describe('from where a key may be used', () => {
  it('other addresses and an unknown one are refused with the reason', async () => {
    const person = await makePerson();
    const { id, key } = await makeKey(person, { allowed_ips: ['203.0.113.0/24', '2001:db8::/48'] });
    for (const ip of ['203.0.113.9', '2001:db8::7']) expect((await call(getMe, { bearer: key, ip })).status).toBe(200);
    for (const ip of ['203.0.114.9', '2001:db9::7', '']) {
      const answer = await call(getMe, { bearer: key, ip });
      expect([ip, answer.status, answer.code, answer.details.reason]).toEqual([ip, 403, 'FORBIDDEN', 'address_not_allowed']);
    }
    expect(await eventsOf({ subjectId: person.id, action: 'api_key.denied' })).toMatchObject([{ reason: 'address', targetId: id }]);
  });

  it('can be changed afterwards, with a mail; a new name needs none', async () => {
    const { person, bearer } = await signedIn();
    const { id, key } = await makeKey(person);
    const params = { api_key_id: id };
    const { result, events } = await withEvents(() => call(updateApiKey, { bearer, params, body: { allowed_ips: ['192.0.2.1'] } }));
    expect([result.data.allowed_ips, result.data.name]).toEqual([['192.0.2.1'], 'Nightly backup']);
    expect(events).toMatchObject([{ action: 'api_key.updated', targetId: id, changedFields: ['allowed_ips'] }]);
    expect((await call(getMe, { bearer: key })).status).toBe(403);
    expect((await call(updateApiKey, { bearer, params, body: { name: 'Other' } })).data.name).toBe('Other');
    expect((await queuedMails(person.id)).map(({ template }) => template)).toEqual(['api_key_created', 'api_key_updated']);
    const unchanged = await withEvents(() => call(updateApiKey, { bearer, params, body: { name: 'Other' } }));
    expect([unchanged.result.status, unchanged.events]).toEqual([200, []]);
  });
});

describe('changing a key', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const change = (bearer: string, id: string, body: Record<string, unknown>) =>
    call(updateApiKey, { bearer, params: { api_key_id: id }, body });

  it('its name, addresses, own limit and end: one event with what they were, one mail, and the rest stays', async () => {
    const { person, bearer } = await signedIn();
    const made = (await askForKey(bearer, { rate_limit: '5/60s', expires_at: inDays(30) })).data;
    const end = inDays(60);
    const body = { name: 'Hourly backup', allowed_ips: ['192.0.2.0/24'], rate_limit: '7/2h', expires_at: end };
    const { result, events } = await withEvents(() => change(bearer, made.id, body));
    const { key, ...before } = made;
    const changedFields = ['name', 'allowed_ips', 'rate_limit', 'expires_at'];
    expect([result.status, result.data]).toEqual([200, { ...before, ...body, rate_limit: '7/7200s' }]);
    expect((await call(getApiKey, { bearer, params: { api_key_id: made.id } })).data).toEqual(result.data);
    expect(events).toMatchObject([
      { action: 'api_key.updated', result: 'success', actorId: person.id, subjectId: person.id, targetId: made.id, changedFields },
    ]);
    expect((await queuedMails(person.id)).map(({ template }) => template)).toEqual(['api_key_created', 'api_key_updated']);
    expect((await call(getMe, { bearer: key, ip: '192.0.2.7' })).status).toBe(200);
    expect((await call(getMe, { bearer: key })).status).toBe(403);
    const lifted = await change(bearer, made.id, { rate_limit: null, expires_at: null, allowed_ips: [] });
    expect(lifted.data).toEqual({ ...result.data, rate_limit: null, expires_at: null, allowed_ips: [], last_used_at: expect.anything() });
    const again = await withEvents(() => change(bearer, made.id, { rate_limit: null, expires_at: null, allowed_ips: [], name: body.name }));
    expect([again.result.status, again.events]).toEqual([200, []]);
  });

  it.each([
    ['nothing at all', {}],
    ['its scopes', { scopes: ['profile.write'] }],
    ['an end in the past', { expires_at: '2020-01-01T00:00:00Z' }],
    ['no limit at all', { rate_limit: '0/60s' }],
    ['an address that is none', { allowed_ips: ['anywhere'] }],
  ])('refuses %s, and changes nothing', async (_, body) => {
    const { bearer } = await signedIn();
    const { id } = (await askForKey(bearer)).data;
    const before = (await call(getApiKey, { bearer, params: { api_key_id: id } })).data;
    const { result, events } = await withEvents(() =>
      change(bearer, id, { name: 'Other', ...(Object.keys(body).length > 0 ? body : { name: '' }) }),
    );
    expect([result.status, events]).toEqual([400, []]);
    expect((await change(bearer, id, {})).status).toBe(400);
    expect((await call(getApiKey, { bearer, params: { api_key_id: id } })).data).toEqual(before);
  });

  it('cannot prolong it beyond what the settings allow from the day it was made, nor bring one back to life', async () => {
    const { bearer } = await signedIn();
    const keys = await Promise.all(
      Array.from({ length: 4 }, async () => (await askForKey(bearer, { expires_at: inDays(20) })).data.id as string),
    );
    const [old = '', endless = '', ended = '', replaced = ''] = keys;
    await db().apiKey.update({ where: { id: old }, data: { createdAt: new Date(inDays(-10)) } });
    await db().apiKey.update({ where: { id: endless }, data: { createdAt: new Date(inDays(-40)), expiresAt: null } });
    await db().apiKey.update({ where: { id: ended }, data: { expiresAt: new Date() } });
    await call(rotateApiKey, { bearer, params: { api_key_id: replaced }, body: { overlap_seconds: 600 } });
    await putSettings({ api_keys: { max_days: 30 } });
    const tooLate = await change(bearer, old, { expires_at: inDays(21) });
    expect([tooLate.status, tooLate.fields[0]?.code]).toEqual([400, 'too_late']);
    expect((await change(bearer, old, { expires_at: inDays(19.9) })).status).toBe(200);
    const longest = (await change(bearer, old, { expires_at: null })).data.expires_at;
    expect(Math.round((Date.parse(longest) - Date.now()) / 86_400_000)).toBe(20);
    // Made before the settings said so: an earlier end is no prolonging.
    expect((await change(bearer, endless, { expires_at: inDays(300) })).status).toBe(200);
    expect((await change(bearer, endless, { expires_at: inDays(301) })).status).toBe(400);
    for (const id of [ended, replaced])
      for (const expires_at of [inDays(1), null]) expect((await change(bearer, id, { name: 'x', expires_at })).status).toBe(409);
    expect((await change(bearer, ended, { name: 'Other' })).data.name).toBe('Other');
    await putSettings({});
  });

  it('that was revoked is no key any more', async () => {
    const { bearer } = await signedIn();
    const { id } = (await askForKey(bearer)).data;
    await call(revokeApiKey, { bearer, params: { api_key_id: id } });
    const { result, events } = await withEvents(() => change(bearer, id, { name: 'Other', allowed_ips: ['192.0.2.1'] }));
    expect([result.status, events]).toEqual([404, []]);
  });

  it('50 changes of different fields at once are all kept', async () => {
    const { bearer } = await signedIn();
    const { id } = (await askForKey(bearer)).data;
    const bodies = [{ name: 'Other' }, { allowed_ips: ['192.0.2.1'] }, { rate_limit: '9/60s' }, { expires_at: inDays(3) }];
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => change(bearer, id, bodies[index % 4] ?? {})));
    expect(new Set(decided(answers).map(({ status }) => status))).toEqual(new Set([200]));
    expect((await call(getApiKey, { bearer, params: { api_key_id: id } })).data).toMatchObject({
      ...Object.assign({}, ...bodies),
      rate_limit: '9/60s',
    });
  });
});

describe('rotating', () => {
  it('the new key is good for the same; the old one until the overlap ends', async () => {
    const { person, bearer } = await signedIn('moderator');
    const end = new Date(Date.now() + 3_600_000);
    const made = await makeKey(person, {
      scopes: ['profile.read', 'admin.users.read'],
      allowed_ips: ['0.0.0.0/0'],
      rate_limit: '50/60s',
      expires_at: end.toISOString(),
    });
    const params = { api_key_id: made.id };
    const { result, events } = await withEvents(() => call(rotateApiKey, { bearer, params, body: { overlap_seconds: 60 } }));
    expect([result.status, result.data]).toMatchObject([
      201,
      { name: 'Nightly backup', scopes: ['profile.read', 'admin.users.read'], allowed_ips: ['0.0.0.0/0'], rate_limit: '50/60s' },
    ]);
    expect(Math.abs(Date.parse(result.data.expires_at) - end.getTime())).toBeLessThan(60_000);
    expect(events).toMatchObject([{ action: 'api_key.rotated', targetId: made.id, subjectId: person.id }]);
    expect((await queuedMails(person.id)).map(({ template }) => template)).toEqual(['api_key_created', 'api_key_rotated']);
    for (const bearer of [made.key, result.data.key]) expect((await call(getMe, { bearer })).status).toBe(200);
    const old = (await call(getApiKey, { bearer, params })).data;
    expect(old.rotated_at).not.toBeNull();
    expect(Date.parse(old.expires_at) - Date.parse(old.rotated_at)).toBe(60_000);
    await db().apiKey.update({ where: { id: made.id }, data: { expiresAt: new Date() } });
    expect((await call(getMe, { bearer: made.key })).code).toBe('TOKEN_EXPIRED');
    expect((await call(getMe, { bearer: result.data.key })).status).toBe(200);
  });

  it('without an overlap the old key ends at once, and an overlap never makes it live longer', async () => {
    const { person, bearer } = await signedIn();
    const first = await makeKey(person);
    expect((await call(rotateApiKey, { bearer, params: { api_key_id: first.id }, body: {} })).status).toBe(201);
    expect((await call(getMe, { bearer: first.key })).code).toBe('TOKEN_EXPIRED');
    const soon = new Date(Date.now() + 30_000).toISOString();
    const second = await makeKey(person, { expires_at: soon });
    await call(rotateApiKey, { bearer, params: { api_key_id: second.id }, body: { overlap_seconds: 3600 } });
    expect((await call(getApiKey, { bearer, params: { api_key_id: second.id } })).data.expires_at).toBe(soon);
  });

  it('happens once, also under 50 parallel tries, and not to what was revoked, has expired or is somebody else’s', async () => {
    const { person, bearer } = await signedIn();
    const { id } = await makeKey(person);
    const answers = await callInParallel(50, rotateApiKey, () => ({ bearer, params: { api_key_id: id }, body: { overlap_seconds: 60 } }));
    expect(statuses(decided(answers))).toEqual({ 201: 1, 409: decided(answers).length - 1 });
    expect(await db().apiKey.count({ where: { userId: person.id } })).toBe(2);
    const revoked = await makeKey(person);
    await call(revokeApiKey, { bearer, params: { api_key_id: revoked.id } });
    const expired = await makeKey(person);
    await db().apiKey.update({ where: { id: expired.id }, data: { expiresAt: new Date() } });
    const foreign = await makeKey(await makePerson());
    for (const [keyId, status] of [
      [revoked.id, 404],
      [expired.id, 409],
      [foreign.id, 404],
      [uuidv7(), 404],
    ] as const)
      expect((await call(rotateApiKey, { bearer, params: { api_key_id: keyId }, body: {} })).status).toBe(status);
  });
});

describe('somebody else’s key', () => {
  it('is as unknown as one that does not exist', async () => {
    const { bearer } = await signedIn('super_admin');
    const { id, key } = await makeKey(await makePerson());
    for (const api_key_id of [id, uuidv7()]) {
      const params = { api_key_id };
      for (const [contract, body] of [
        [getApiKey, undefined],
        [updateApiKey, { name: 'Mine' }],
        [revokeApiKey, undefined],
        [rotateApiKey, {}],
      ] as const)
        expect((await call(contract, { bearer, params, ...(body && { body }) })).status).toBe(404);
    }
    expect((await call(getMe, { bearer: key })).status).toBe(200);
  });
});

describe('the list', () => {
  it('is paged, newest first; a cursor is good for its owner only', async () => {
    const { person, bearer } = await signedIn();
    const ids = [];
    for (let count = 0; count < 3; count += 1) ids.unshift((await makeKey(person)).id);
    const first = await call(listApiKeys, { bearer, query: '?limit=2&total=true' });
    const { pagination } = JSON.parse(first.text);
    expect([first.data.map(({ id }: { id: string }) => id), pagination]).toMatchObject([ids.slice(0, 2), { has_more: true, total: 3 }]);
    const cursor = `?limit=2&cursor=${pagination.next_cursor}`;
    expect((await call(listApiKeys, { bearer, query: cursor })).data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2));
    const stranger = await signedIn();
    expect((await call(listApiKeys, { bearer: stranger.bearer, query: cursor })).status).toBe(400);
  });
});

it('the last use is noted beside the request, at most once a minute', async () => {
  const person = await makePerson();
  const { id, key } = await makeKey(person);
  const lastUsed = async () => (await db().apiKey.findUniqueOrThrow({ where: { id } })).lastUsedAt;
  await callInParallel(20, getMe, () => ({ bearer: key }));
  await expect.poll(lastUsed).not.toBeNull();
  const noted = await lastUsed();
  await call(getMe, { bearer: key });
  await wait(100);
  expect(await lastUsed()).toEqual(noted);
  await db().apiKey.update({ where: { id }, data: { lastUsedAt: new Date(Date.now() - 61_000) } });
  await call(getMe, { bearer: key });
  await expect.poll(async () => Date.now() - ((await lastUsed())?.getTime() ?? 0)).toBeLessThan(60_000);
});

it('the database refuses a key without an owner', async () => {
  const row = { id: uuidv7(), prefix: 'x', keyHash: new Uint8Array([1]), detailsSealed: new Uint8Array([1]) };
  await expect(db().apiKey.create({ data: row })).rejects.toThrow();
});
