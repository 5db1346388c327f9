import { beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '#lib/contracts/index.ts';
import { listUsers } from '#lib/contracts/managed-users.ts';
import { updateMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { errorTable } from '#lib/errors.ts';
import { systemRoles } from '#lib/roles/catalogue.ts';
import { expandPermissions } from '#lib/roles/permission-patterns.ts';
import { call, readAnswer } from '#scripts/testing/api.ts';
import { apiRoutes, handlerOf } from '#scripts/testing/api-routes.ts';
import { enrol } from '#scripts/testing/factors.ts';
import { type ApiSession, makePerson, signIn } from '#scripts/testing/people.ts';
import { everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { verbs } from './front/api-routes.ts';

/** Routes that are no endpoints: the catch-all and the generated documents. */
const exempt = new Set(['/[...path]', '/openapi.json', '/postman.json']);

describe('the inventory', () => {
  it('has a contract with the same method and path for every handler on the disk', async () => {
    for (const { path, handlers } of await apiRoutes()) {
      if (exempt.has(path)) continue;
      for (const verb of verbs) {
        const handler = handlers[verb];
        if (!handler) continue;
        if (handler.contract) {
          expect(contracts).toContain(handler.contract);
          expect([handler.contract.method, handler.contract.path]).toEqual([verb, path]);
          continue;
        }
        // Whatever was not made by route() may only be the refusal of methods().
        const request = new Request(`http://localhost:3000/api/v1${path}`, { method: verb });
        const answer = await readAnswer(await handler(request, { params: Promise.resolve({}) }));
        expect([verb, path, answer.status]).toEqual([verb, path, 405]);
      }
    }
  });

  it('has a handler made by route() for every contract, and each contract once', async () => {
    for (const contract of contracts) expect((await handlerOf(contract)).contract).toBe(contract);
    expect(new Set(contracts.map(({ id }) => id)).size).toBe(contracts.length);
    expect(new Set(contracts.map(({ method, path }) => `${method} ${path}`)).size).toBe(contracts.length);
  });

  it('has only GETs that change nothing: no contract for GET takes a body', () => {
    for (const contract of contracts) if (contract.method === 'GET') expect(contract.body).toBeUndefined();
  });

  it('lists only codes of the error table', () => {
    for (const contract of contracts) for (const code of contract.errors) expect(Object.hasOwn(errorTable, code)).toBe(true);
  });
});

describe('the access matrix', () => {
  const sessions = new Map<string, ApiSession>();

  beforeAll(async () => {
    for (const { name } of systemRoles) sessions.set(name, await signIn(await makePerson({ role: name })));
  });

  const restricted = contracts.filter(({ access }) => !('anyone' in access));
  const id = '019a0000-0000-7000-8000-000000000000';
  const params = {
    session_id: id,
    user_id: id,
    device_id: id,
    connection_id: id,
    passkey_id: id,
    recovery_request_id: id,
    role_request_id: id,
    proposal_id: id,
    pool: 'nowhere',
    application_id: id,
    role_id: id,
    view_id: id,
    api_key_id: id,
    service_account_id: id,
    client_secret_id: id,
    job_id: id,
    organization_id: id,
    invitation_id: id,
    domain_id: id,
  };

  it.each(restricted.map((contract) => [`${contract.method} ${contract.path}`, contract] as const))(
    '%s answers 401 to nobody, before it looks at the input, and writes nothing',
    async (_, contract) => {
      const before = await rowCounts();
      for (const body of [undefined, { unknown: true }]) {
        const answer = await call(contract, { params, query: '?unknown=1', ...(contract.body && body && { body }) });
        expect([answer.status, answer.code]).toEqual([401, 'UNAUTHENTICATED']);
        expect(answer.data).toBeUndefined();
      }
      expect(await rowCounts()).toEqual(before);
    },
  );

  it.each(
    restricted.flatMap((contract) =>
      'permission' in contract.access ? [[contract.id, contract, contract.access.permission] as const] : [],
    ),
  )('%s serves exactly the roles that hold its permission and names it to the others', async (_, contract, permission) => {
    for (const role of systemRoles) {
      const bearer = sessions.get(role.name)?.accessToken ?? '';
      const { result, events } = await withEvents(() => call(contract, { params, bearer }));
      if (expandPermissions(role.permissions).includes(permission)) {
        // What comes after the permission: the empty body is refused where something must be in it, then nothing has this id.
        const served = contract.upload
          ? 415
          : contract.body?.safeParse({}).success === false
            ? 400
            : contract.params
              ? 404
              : Number(Object.keys(contract.responses)[0]);
        expect([role.name, served]).toEqual([role.name, result.status]);
        expect(events).toEqual([]);
      } else {
        expect([role.name, result.status, result.code, result.details.permission]).toEqual([role.name, 403, 'FORBIDDEN', permission]);
        expect(result.data).toBeUndefined();
        expect(events).toMatchObject([{ action: 'permission.denied', reason: permission, result: 'denied' }]);
      }
    }
  });

  const sensitive = restricted.filter(({ access }) => 'stepUp' in access && access.stepUp);

  it('asks for a fresh proof wherever something changes how people get in', () => {
    expect(sensitive.map(({ id }) => id).sort()).toEqual(
      [
        'acceptOfferedConnection',
        'approveRecovery',
        'approveRoleRequest',
        'approveProposal',
        'changeEmail',
        'createApiKey',
        'createOrganizationKey',
        'updateOrganizationKey',
        'rotateOrganizationKey',
        'createServiceAccount',
        'updateServiceAccount',
        'deleteServiceAccount',
        'createClientSecret',
        'revokeClientSecret',
        'createServiceAccountKey',
        'rotateServiceAccountKey',
        'updateServiceAccountKey',
        'revokeServiceAccountKey',
        'revokeAnyApiKey',
        'updateApiKey',
        'rotateApiKey',
        'addPasskey',
        'removePasskey',
        'renamePasskey',
        'startPasskey',
        'denyRecovery',
        'denyRoleRequest',
        'rejectProposal',
        'createConnection',
        'deleteConnection',
        'disableFactor',
        'enableFactor',
        'forgetLimit',
        'removePhone',
        'deleteMe',
        'renewBackupCodes',
        'requestPhone',
        'setupFactor',
        'issueRecoveryLink',
        'impersonateUser',
        'restoreSettings',
        'updateSettings',
        'createPool',
        'updatePool',
        'deletePool',
        'createApplication',
        'replaceApplication',
        'updateApplication',
        'deleteApplication',
        'createRole',
        'replaceRole',
        'deleteRole',
        'grantRole',
        'bulkUsers',
        'exportUsers',
        'importUsers',
        'getJobResult',
        'revokeRole',
        'transferOrganization',
        'deleteOrganization',
      ].sort(),
    );
  });

  it.each(sensitive.map((contract) => [contract.id, contract] as const))(
    '%s answers 403 with the methods to a session without a fresh proof, before it looks at the input, and writes nothing',
    async (_, contract) => {
      for (const stepUpAt of [null, new Date(Date.now() - 601_000), new Date(0)]) {
        const { accessToken: bearer, sessionId } = await signIn(await makePerson({ role: 'super_admin' }));
        await db().session.update({ where: { id: sessionId }, data: { stepUpAt } });
        const before = await rowCounts();
        for (const body of [undefined, { unknown: true }]) {
          const answer = await call(contract, { params, bearer, query: '?unknown=1', ...(contract.body && body && { body }) });
          expect([answer.status, answer.code, answer.details.methods]).toEqual([403, 'STEP_UP_REQUIRED', ['password']]);
          expect(answer.data).toBeUndefined();
        }
        expect(await rowCounts()).toEqual(before);
      }
    },
  );

  it('every answer of the matrix is free of secrets and of other people', async () => {
    const stranger = await makePerson();
    const bearer = sessions.get('super_admin')?.accessToken ?? '';
    for (const contract of restricted.filter(({ method }) => method === 'GET')) {
      const answer = await call(contract, { bearer, params });
      expect(answer.text).not.toMatch(/argon2|sealed|token_hash|password_hash|wrapped/i);
      // The list of users is there to show everybody, to those who may see them.
      if (contract !== listUsers) expect(answer.text).not.toContain(stranger.email);
    }
  });
});

describe('a change that cannot be recorded', () => {
  /** A trigger that refuses to write: every effect of a request must go with it. */
  async function whileRefusing<T>(table: string, work: () => Promise<T>): Promise<T> {
    await db().$executeRawUnsafe(
      `CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$`,
    );
    await db().$executeRawUnsafe(`CREATE TRIGGER refuse BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION public.refuse()`);
    try {
      return await work();
    } finally {
      await db().$executeRawUnsafe(`DROP TRIGGER refuse ON ${table}`);
      await db().$executeRawUnsafe('DROP FUNCTION public.refuse()');
    }
  }

  async function attempts() {
    const person = await makePerson();
    const { accessToken: bearer, refreshToken } = await signIn(person);
    const pending = await makePerson({ verified: false });
    const enrolled = await enrol(await makePerson());
    return { person, pending, bearer, refreshToken, enrolled: enrolled.accessToken };
  }

  it.each(['public.audit_event', 'graphile_worker._private_jobs'])('does not happen: without %s nothing else is written', async (table) => {
    const { person, pending, bearer, refreshToken, enrolled } = await attempts();
    const body = { email: 'new-here@example.com', password: 'four bright lanterns', accept_terms: true };
    const calls = [
      ['register', { body }],
      ['resendVerification', { body: { email: pending.email } }],
      ['forgotPassword', { body: { email: person.email } }],
      ['requestMagicLink', { body: { email: person.email } }],
      ['changePassword', { bearer, body: { current_password: 'four bright lanterns', new_password: 'another long secret' } }],
      ['renewBackupCodes', { bearer: enrolled, body: {} }],
      ['disableFactor', { bearer: enrolled, body: { method: 'totp' } }],
      ...(table === 'public.audit_event'
        ? ([
            ['login', { body: { email: person.email, password: 'four bright lanterns' } }],
            ['logout', { bearer, body: { scope: 'all' } }],
            ['refreshTokens', { body: { refresh_token: refreshToken } }],
            ['updateMe', { bearer, body: { name: 'Changed' } }],
            ['verifyStepUp', { bearer, body: { method: 'password', password: 'four bright lanterns' } }],
            ['revokeOtherSessions', { bearer, query: '?except=current' }],
          ] as const)
        : []),
    ] as const;
    const before = await everyRow();
    await whileRefusing(table, async () => {
      for (const [id, options] of calls) {
        const contract = contracts.find((each) => each.id === id) ?? updateMe;
        const answer = await call(contract, options);
        expect([id, answer.status, answer.code]).toEqual([id, 500, 'INTERNAL']);
        expect(answer.text).not.toContain('refused');
      }
    });
    // A try with a password is counted before it is evaluated, and stays counted.
    await db().user.update({ where: { id: person.id }, data: { failedSignIns: 0 } });
    expect(await everyRow()).toBe(before);
  });
});
