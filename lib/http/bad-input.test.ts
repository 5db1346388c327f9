import { beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { contracts } from '#lib/contracts/index.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { type ApiAnswer, type CallOptions, call, readAnswer } from '#scripts/testing/api.ts';
import { apiRoutes } from '#scripts/testing/api-routes.ts';
import { goodPassword, makePerson, newEmail, signIn } from '#scripts/testing/people.ts';
import { rowCounts } from '#scripts/testing/rows.ts';
import { verbs } from './front/api-routes.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Body = { [field: string]: Json };

const token = 'a'.repeat(43);

const assertion = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA' },
};
const attestation = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: { clientDataJSON: 'e30', attestationObject: 'AAAA' } };

/** Bodies whose every field is right; a new endpoint with a body adds one here. */
const samples: Record<string, Body[]> = {
  register: [
    {
      email: newEmail(),
      password: goodPassword,
      name: 'Ada',
      username: 'ada-l',
      phone: '+4915123456789',
      locale: 'en',
      accept_terms: true,
    },
  ],
  verifyEmail: [{ token }, { email: newEmail(), code: '123456' }],
  resendVerification: [{ email: newEmail() }],
  login: [
    { email: newEmail(), password: goodPassword, remember_me: true, mode: 'token' },
    { username: 'ada-l', password: goodPassword },
  ],
  logout: [{ scope: 'this' }],
  refreshTokens: [{ refresh_token: token }],
  issueToken: [{ grant_type: 'client_credentials', client_id: uuidv7(), client_secret: 'gate_client_x', scope: 'tokens.introspect' }],
  introspectToken: [{ token, token_type_hint: 'access_token' }],
  introspectTokens: [{ tokens: [token] }],
  revokeToken: [{ token, token_type_hint: 'refresh_token' }],
  forgotPassword: [{ email: newEmail() }],
  resetPassword: [{ token, password: goodPassword }],
  setupAdmin: [{ token, email: newEmail(), password: goodPassword, name: 'Root' }],
  requestMagicLink: [{ email: newEmail(), redirect_to: '/profile' }],
  verifyMagicLink: [
    { token, remember_me: true, mode: 'cookie' },
    { email: newEmail(), code: '123456', remember_me: false, mode: 'token' },
  ],
  requestOtp: [{ phone: '+49 1512 3456789' }],
  verifyOtp: [{ phone: '+4915123456789', code: '123456', remember_me: true, mode: 'cookie' }],
  requestPhone: [{ phone: '+4915123456789' }],
  confirmPhone: [{ code: '123456' }],
  changePassword: [{ current_password: goodPassword, new_password: 'another long secret', revoke_other_sessions: false }],
  startPasskeySignIn: [{ email: newEmail(), mode: 'token' }, { username: 'ada-l' }, {}],
  verifyPasskeySignIn: [{ credential: assertion, mode: 'token', remember_me: true }],
  startPasskey: [{}],
  addPasskey: [{ credential: attestation, name: 'Laptop' }],
  renamePasskey: [{ name: 'Laptop' }],
  startSecondFactor: [{ challenge_token: token, method: 'passkey' }],
  verifySecondFactor: [
    { challenge_token: token, method: 'totp', code: '123456', trust_device: true },
    { challenge_token: token, method: 'passkey', credential: assertion },
  ],
  setupFactor: [{ method: 'totp' }],
  enableFactor: [{ setup_id: uuidv7(), code: '123456' }, { method: 'passkey' }],
  disableFactor: [{ method: 'totp' }],
  renewBackupCodes: [{}],
  startStepUp: [{ method: 'email' }],
  forgetLimit: [{ limit: 'login', bucket: 'login', subject: 'a'.repeat(22) }],
  createUser: [{ email: newEmail(), name: 'Ada', username: 'ada-l', locale: 'de' }],
  replaceUser: [{ name: 'Ada', first_name: null, last_name: '', username: 'ada-l', locale: 'de', timezone: 'Europe/Berlin', metadata: {} }],
  updateUser: [{ name: 'Ada', first_name: 'Ada', last_name: 'Lovelace', username: 'ada-l', locale: 'de', timezone: 'Europe/Berlin' }],
  deleteUser: [{ reason: 'Asked for by telephone.' }],
  restoreUser: [{ reason: 'Asked for by telephone.' }],
  suspendUser: [{ reason: 'Asked for by telephone.' }],
  activateUser: [{ reason: 'Asked for by telephone.' }],
  unlockUser: [{ reason: 'Asked for by telephone.' }],
  requirePasswordReset: [{ reason: 'Asked for by telephone.' }],
  requireSecondFactor: [{ reason: 'Asked for by telephone.' }],
  waiveSecondFactor: [{ reason: 'Asked for by telephone.' }],
  signOutUser: [{ reason: 'Asked for by telephone.' }],
  verifyUserEmail: [{ reason: 'Asked for by telephone.' }],
  bulkUsers: [
    { action: 'suspend', ids: [uuidv7()], reason: 'Left the company.', dry_run: true },
    { action: 'add_role', filter: { status: 'active' }, role_id: uuidv7(), expires_at: '2099-01-01T00:00:00Z', reason: 'On call.' },
  ],
  exportUsers: [{ format: 'csv', filter: { status: 'active', mfa: true } }],
  issueRecoveryLink: [{ reason: 'Asked for by telephone.' }],
  createSavedView: [{ name: 'Admins', query: 'role=admin&mfa=false' }],
  updateSavedView: [{ name: 'Admins', query: 'role=admin' }],
  impersonateUser: [{ reason: 'Asked for by telephone.', minutes: 10, mode: 'token' }],
  stopImpersonation: [{}],
  updateSettings: [{ passwords: { min_length: 10 }, factors: { required: 'nobody' }, sign_in: { sign_up: 'open' } }],
  restoreSettings: [{ version: 1 }],
  previewSettings: [{ passwords: { min_length: 10 }, factors: { required: 'nobody' } }],
  createOrganization: [{ name: 'Analytical Engines', slug: 'engines', owner_id: uuidv7() }],
  updateOrganization: [
    {
      name: 'Analytical Engines',
      slug: 'engines',
      settings: { default_role: 'member', require_second_factor: true, join_by_domain: false, invitation_days: 3 },
    },
  ],
  suspendOrganization: [{ reason: 'Does not pay.' }],
  activateOrganization: [{ reason: 'Paid.' }],
  transferOrganization: [{ user_id: uuidv7() }],
  addMember: [{ user_id: uuidv7(), role: 'admin' }],
  updateMember: [{ role: 'member' }],
  createInvitation: [{ email: newEmail(), role: 'member' }],
  acceptInvitation: [{ token }],
  addDomain: [{ name: 'example.com' }],
  createPool: [{ name: 'staff', display_name: 'Staff', overrides: { sign_in: { sign_up: 'closed' }, passwords: { min_length: null } } }],
  previewPool: [{ overrides: { passwords: { min_length: 10 } } }],
  updatePool: [{ display_name: 'Staff', overrides: { factors: { required: 'everyone' } } }],
  createApplication: [{ name: 'Shop', description: 'Where customers buy.', allowed_origins: ['https://shop.example'], enabled: true }],
  replaceApplication: [{ name: 'Shop', description: '', allowed_origins: [], enabled: false }],
  updateApplication: [{ name: 'Shop', description: 'Where customers buy.', allowed_origins: ['https://shop.example'], enabled: true }],
  checkPermission: [
    { user_id: uuidv7(), permission: 'admin.users.suspend', resource: { type: 'user', id: uuidv7(), organization_id: uuidv7() } },
  ],
  createRole: [{ name: 'support', display_name: 'Support', description: '', rank: 50, permissions: ['admin.users.read'] }],
  replaceRole: [{ display_name: 'Support', description: '', rank: 50, permissions: ['admin.users.*'] }],
  previewRole: [{ role_id: uuidv7(), permissions: ['admin.users.read'] }],
  grantRole: [{ role_id: uuidv7(), organization_id: uuidv7(), expires_at: '2099-01-01T00:00:00Z', reason: 'On call.' }],
  createApiKey: [
    {
      name: 'Nightly backup',
      scopes: ['profile.read', 'admin.users.read'],
      allowed_ips: ['203.0.113.0/24', '2001:db8::1'],
      rate_limit: '100/60s',
      expires_at: '2099-01-01T00:00:00Z',
    },
  ],
  updateApiKey: [{ name: 'Nightly backup', allowed_ips: ['203.0.113.7'] }],
  rotateApiKey: [{ overlap_seconds: 60 }],
  createOrganizationKey: [
    {
      name: 'Directory',
      scopes: ['organization.members.read'],
      allowed_ips: ['203.0.113.0/24'],
      rate_limit: '100/60s',
      expires_at: '2099-01-01T00:00:00Z',
    },
  ],
  updateOrganizationKey: [{ name: 'Directory', allowed_ips: ['203.0.113.7'] }],
  rotateOrganizationKey: [{ overlap_seconds: 60 }],
  createServiceAccount: [{ name: 'Billing', description: 'Asks whether tokens are active.', permissions: ['tokens.introspect'] }],
  updateServiceAccount: [{ name: 'Billing', description: '', permissions: ['tokens.introspect'], enabled: false }],
  createClientSecret: [{ overlap_seconds: 60 }],
  createServiceAccountKey: [
    {
      name: 'Node 1',
      scopes: ['tokens.introspect'],
      allowed_ips: ['203.0.113.0/24'],
      rate_limit: '100/60s',
      expires_at: '2099-01-01T00:00:00Z',
    },
  ],
  updateServiceAccountKey: [{ name: 'Nightly backup', rate_limit: '100/60s', expires_at: null }],
  rotateServiceAccountKey: [{ overlap_seconds: 60 }],
  addAccount: [{}],
  switchAccount: [{ session_id: uuidv7() }],
  signOutAccounts: [{ session_id: uuidv7() }],
  createConnection: [{ provider: 'google' }],
  acceptOfferedConnection: [{}],
  requestRecovery: [{ challenge_token: token }],
  confirmRecovery: [{ token }],
  completeRecovery: [{ token }],
  cancelRecovery: [{ token }],
  approveRecovery: [{ reason: 'Called back.' }],
  denyRecovery: [{ reason: 'Not known here.' }],
  createRoleRequest: [{ role_id: uuidv7(), reason: 'For the night watch.', ends_at: '2099-01-01T00:00:00.000Z' }],
  approveRoleRequest: [{ reason: 'Agreed.' }],
  denyRoleRequest: [{ reason: 'Not needed.' }],
  approveProposal: [{ reason: 'Agreed.' }],
  rejectProposal: [{ reason: 'Not now.' }],
  changeEmail: [{ email: newEmail() }],
  confirmEmailCode: [{ code: '123456' }],
  confirmEmailChange: [{ token }],
  revertEmailChange: [{ token }],
  verifyStepUp: [
    { method: 'password', code: '123456', password: goodPassword },
    { method: 'passkey', credential: assertion },
  ],
  secureAccount: [{ token }],
  secureMyAccount: [{}],
  replaceMe: [{ name: 'Ada', first_name: null, last_name: '', username: 'ada-l', locale: 'de', timezone: 'Europe/Berlin' }],
  updateMe: [{ name: 'Ada', first_name: 'Ada', last_name: 'Lovelace', username: 'ada-l', locale: 'de', timezone: 'Europe/Berlin' }],
};

let bearer = '';
let before: Record<string, number> = {};

beforeAll(async () => {
  bearer = (await signIn(await makePerson({ role: 'super_admin' }))).accessToken;
  before = await rowCounts();
});

function identity(contract: Endpoint): CallOptions {
  return 'anyone' in contract.access ? {} : { bearer };
}

function send(contract: Endpoint, options: CallOptions): Promise<ApiAnswer> {
  return call(contract, {
    params: {
      session_id: uuidv7(),
      user_id: uuidv7(),
      device_id: uuidv7(),
      connection_id: uuidv7(),
      passkey_id: uuidv7(),
      view_id: uuidv7(),
      recovery_request_id: uuidv7(),
      role_request_id: uuidv7(),
      proposal_id: uuidv7(),
      pool: 'nowhere',
      application_id: uuidv7(),
      role_id: uuidv7(),
      api_key_id: uuidv7(),
      service_account_id: uuidv7(),
      client_secret_id: uuidv7(),
      job_id: uuidv7(),
      organization_id: uuidv7(),
      invitation_id: uuidv7(),
      domain_id: uuidv7(),
      provider: 'google',
    },
    ...identity(contract),
    ...options,
  });
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The one shape of all errors. */
function expectError(answer: ApiAnswer, status: number, code: string, about: unknown): void {
  expect([about, answer.status, answer.code]).toEqual([about, status, code]);
  const body = JSON.parse(answer.text);
  expect(Object.keys(body).sort()).toEqual(['error', 'metadata', 'success']);
  expect(body.success).toBe(false);
  expect(body.error.message.length).toBeGreaterThan(0);
  expect(body.metadata).toEqual({ timestamp: expect.any(String), request_id: expect.stringMatching(uuid), version: 'v1' });
  expect(answer.headers.get('x-request-id')).toBe(body.metadata.request_id);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  if (code === 'VALIDATION_FAILED')
    for (const field of answer.fields) expect(Object.keys(field).sort()).toEqual(['code', 'message', 'path']);
}

async function expectRefused(contract: Endpoint, options: CallOptions, path: string): Promise<void> {
  const answer = await send(contract, options);
  expectError(answer, 400, 'VALIDATION_FAILED', options);
  // An object of a field is named by its own fields.
  const paths = answer.fields.map((field) => (field.path.startsWith(`${path}.`) ? path : field.path));
  expect([options, paths]).toEqual([options, expect.arrayContaining([path])]);
}

const withBody = contracts.filter((contract) => contract.body);
const withoutBody = contracts.filter((contract) => !contract.body);

it('knows a right body for each endpoint that takes one', () => {
  expect(withBody.map(({ id }) => id).sort()).toEqual(Object.keys(samples).sort());
  for (const { id, body } of withBody)
    for (const sample of samples[id] ?? []) expect([id, body?.safeParse(sample).success]).toEqual([id, true]);
});

/** Values of another type than the field's own. */
function wrongTypes(value: Json): Json[] {
  // A list: what is in it must be right as well, and none at all may be.
  if (Array.isArray(value)) return [[value], [{}], [7], [null], {}, 'text', 7, 0, true, false, 1e300];
  // A group of fields: its own fields are tested where they are known.
  if (typeof value === 'object' && value !== null) return [[value], [], 'text', 7, 0, true, false, 1e300];
  const containers: Json[] = [[value], [], { contains: value }, { not: null }, {}];
  if (typeof value === 'number') return [...containers, '7', true, false, null, 1.5, 1e300];
  return typeof value === 'boolean' ? [...containers, 'true', 1, null] : [...containers, 7, 0, true, false, 1e300];
}

describe.each(withBody.map((contract) => [contract.id, contract] as const))('%s', (id, contract) => {
  const bodies = samples[id] ?? [];
  const fields = bodies.flatMap((body) => Object.entries(body).map(([name, value]) => ({ body, name, value })));

  it('refuses a field of a wrong type and names it', async () => {
    for (const { body, name, value } of fields) {
      for (const wrong of wrongTypes(value)) await expectRefused(contract, { body: { ...body, [name]: wrong } }, name);
    }
  });

  it('refuses text with U+0000 or a lone surrogate and names the field', async () => {
    for (const { body, name, value } of fields) {
      if (typeof value !== 'string') continue;
      for (const bad of [`${value}\u0000`, '\u0000', `${value}\ud800`, `\udfff${value}`]) {
        await expectRefused(contract, { body: { ...body, [name]: bad } }, name);
      }
    }
  });

  it('refuses unknown fields, and those that poison objects, and names them', async () => {
    for (const body of bodies) {
      for (const name of ['unknown', 'role', 'isAdmin', 'user_id', 'constructor', 'prototype', 'toString', 'a.b', '$where', '\u0000x']) {
        const answer = await send(contract, { body: { ...body, [name]: 'x' } });
        expectError(answer, 400, 'VALIDATION_FAILED', name);
      }
      await expectRefused(contract, { body: { ...body, unknown: 1 } }, 'unknown');
      const rest = JSON.stringify(body).slice(1, -1);
      const text = rest === '' ? '{' : `{${rest},`;
      await expectRefused(contract, { rawBody: `${text}"__proto__":{"polluted":true}}` }, '__proto__');
      await expectRefused(contract, { rawBody: `${text}"constructor":{"prototype":{"polluted":true}}}` }, 'constructor');
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('refuses what is no object, and nesting without end', async () => {
    for (const body of [[], bodies, null, 'text', 7, true, [[]]])
      expectError(await send(contract, { body }), 400, 'VALIDATION_FAILED', body);
    for (const rawBody of [`${'['.repeat(30_000)}${']'.repeat(30_000)}`, `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`]) {
      expectError(await send(contract, { rawBody }), 400, 'VALIDATION_FAILED', rawBody.slice(0, 20));
    }
  });

  it('refuses a missing or broken body', async () => {
    const utf16 = new Uint8Array(Buffer.from('{"a":"é"}', 'latin1'));
    for (const rawBody of [
      '',
      ' ',
      '{',
      '{"a":',
      "{'a':1}",
      '{"a":NaN}',
      '{a:1}',
      'undefined',
      '{}{}',
      '\ufeff{}',
      '{"a":1,}',
      '/**/{}',
      utf16,
    ]) {
      expectError(await send(contract, { rawBody }), 400, 'VALIDATION_FAILED', String(rawBody));
    }
    expectError(await send(contract, { contentType: 'application/json' }), 400, 'VALIDATION_FAILED', 'no body');
  });

  it('takes JSON only', async () => {
    const body = bodies[0];
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/jsonp',
      'text/json',
      'application/json-patch+json',
      'x',
    ];
    // An endpoint of OAuth's RFCs also takes a form (introspection.test.ts).
    const refused = types.filter((type) => !contract.oauth || type !== 'application/x-www-form-urlencoded');
    for (const contentType of refused) expectError(await send(contract, { body, contentType }), 415, 'UNSUPPORTED_MEDIA_TYPE', contentType);
    expectError(await send(contract, { rawBody: new Uint8Array(2), contentType: null }), 415, 'UNSUPPORTED_MEDIA_TYPE', 'none');
    const unknown = { unknown: 1 };
    for (const contentType of ['Application/JSON', 'application/json; charset=utf-8'])
      await expectRefused(contract, { body: unknown, contentType }, 'unknown');
  });

  it('answers 413 to a body of 1 MB, fast, whether or not its length was announced', async () => {
    for (const { body, name, value } of fields.slice(0, 2)) {
      if (typeof value !== 'string') continue;
      const rawBody = JSON.stringify({ ...body, [name]: 'x'.repeat(1_000_000) });
      const startedAt = performance.now();
      expectError(await send(contract, { rawBody }), 413, 'PAYLOAD_TOO_LARGE', 'not announced');
      expectError(
        await send(contract, { rawBody, headers: { 'content-length': String(rawBody.length) } }),
        413,
        'PAYLOAD_TOO_LARGE',
        'announced',
      );
      expect(performance.now() - startedAt).toBeLessThan(1000);
    }
  });

  it('says the same as problem details to whom asks for that', async () => {
    const response = await send(contract, { body: { unknown: 1 }, headers: { accept: 'application/problem+json' } });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.parse(response.text)).toMatchObject({
      type: 'http://localhost:3000/docs/errors/VALIDATION_FAILED',
      title: expect.any(String),
      status: 400,
      code: 'VALIDATION_FAILED',
      instance: response.headers.get('x-request-id'),
      errors: expect.arrayContaining([{ pointer: '/unknown', code: 'unknown_field', detail: expect.any(String) }]),
    });
  });

  it('wrote nothing for any of this', async () => {
    expect(await rowCounts()).toEqual(before);
  });
});

describe.each(contracts.map((contract) => [`${contract.method} ${contract.path}`, contract] as const))('%s', (_, contract) => {
  it('refuses unknown, repeated and unreadable parameters', async () => {
    const body = samples[contract.id]?.[0];
    for (const [query, path] of [
      ['?unknown=1', 'unknown'],
      ['?unknown=1&unknown=2', 'unknown'],
      ['?__proto__=1', '__proto__'],
      ['?constructor=1', 'constructor'],
      ['?a[b]=1', 'a[b]'],
    ] as const) {
      await expectRefused(contract, { ...(body && { body }), query }, path);
    }
    for (const query of ['?a=%00', '?%00=a', '?a=%ff'])
      expectError(await send(contract, { ...(body && { body }), query }), 400, 'VALIDATION_FAILED', query);
    expect(await rowCounts()).toEqual(before);
  });
});

it('endpoints without a body do not mind one', async () => {
  for (const contract of withoutBody.filter(({ method }) => method === 'DELETE')) {
    const answer = await send(contract, { body: { user_id: 'x' }, query: contract.query ? '?unknown=1' : '' });
    // Who asks is the only super admin.
    const otherwise = contract.id === 'deleteMe' ? 409 : 404;
    expect([contract.id, answer.status]).toEqual([contract.id, contract.query ? 400 : otherwise]);
  }
});

it('every method that a path does not have is a 405 that lists the ones it has, and does nothing', async () => {
  for (const { path, handlers } of await apiRoutes()) {
    const present = contracts.filter((contract) => contract.path === path).map(({ method }) => method);
    if (present.length === 0) continue;
    for (const verb of verbs) {
      if (present.includes(verb)) continue;
      const handler = handlers[verb];
      expect([path, verb, typeof handler]).toEqual([path, verb, 'function']);
      const hasBody = verb !== 'GET';
      const request = new Request(`http://localhost:3000/api/v1${path}`, {
        method: verb,
        headers: { authorization: `Bearer ${bearer}`, 'x-http-method-override': present[0] ?? '' },
        ...(hasBody && { body: '{}' }),
      });
      const answer = handler && (await readAnswer(await handler(request, { params: Promise.resolve({}) })));
      if (!answer) continue;
      expectError(answer, 405, 'METHOD_NOT_ALLOWED', [verb, path]);
      expect(
        answer.headers
          .get('allow')
          ?.split(', ')
          .filter((each) => each !== 'HEAD' && each !== 'OPTIONS')
          .sort(),
      ).toEqual([...present].sort());
    }
    const options = await handlers.OPTIONS?.(new Request(`http://localhost:3000/api/v1${path}`, { method: 'OPTIONS' }), {
      params: Promise.resolve({}),
    });
    expect(options?.status).toBe(204);
    expect(options?.headers.get('access-control-allow-origin')).toBeNull();
  }
  expect(await rowCounts()).toEqual(before);
  expect(await db().user.count()).toBe(1);
});

it('every other path below /api/v1 is a 404 in the same shape', async () => {
  const catchAll = (await apiRoutes()).find(({ path }) => path.includes('[...'));
  for (const verb of verbs) {
    const handler = catchAll?.handlers[verb];
    const request = new Request('http://localhost:3000/api/v1/nothing/here', { method: verb });
    const answer = handler && (await readAnswer(await handler(request, { params: Promise.resolve({ path: ['nothing', 'here'] }) })));
    if (!answer) throw new Error(`${verb} is not answered.`);
    expectError(answer, 404, 'NOT_FOUND', verb);
  }
});
