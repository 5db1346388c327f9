import { randomInt, randomUUID } from 'node:crypto';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApiKey } from '#lib/contracts/api-keys.ts';
import { createApplication } from '#lib/contracts/applications.ts';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { contracts } from '#lib/contracts/index.ts';
import { createUser } from '#lib/contracts/managed-users.ts';
import { createOrganization } from '#lib/contracts/organizations.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { errorTable } from '#lib/errors.ts';
import { type ApiAnswer, type CallOptions, call } from '#scripts/testing/api.ts';
import { arbitraryOf, mutated } from '#scripts/testing/arbitrary.ts';
import { goodPassword, makePerson, newEmail, signIn } from '#scripts/testing/people.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { errorsOf } from './openapi-operation.ts';

// The same inputs each time, so that a red run is about a change. FUZZ_SEED=random FUZZ_RUNS=300 looks for more.
const seed = process.env.FUZZ_SEED === 'random' ? randomInt(2 ** 31) : Number(process.env.FUZZ_SEED ?? 4);
const runs = Number(process.env.FUZZ_RUNS ?? 10);

type Caller = 'anonymous' | 'user' | 'super_admin';

const bearers = new Map<Caller, string>();
/** Values that are there, by the name of their field: what is made up finds nothing and gets no further. */
const known = new Map<string, string>([
  ['password', goodPassword],
  ['current_password', goodPassword],
]);
const reached = new Map<string, number>();

/** Somebody of this role who is signed in; a new one where fuzzing ended the last. */
async function bearerOf(caller: Caller): Promise<string | undefined> {
  if (caller === 'anonymous') return undefined;
  const held = bearers.get(caller);
  if (held && (await call(getMe, { bearer: held })).status === 200) return held;
  const person = await makePerson({ role: caller });
  const { accessToken, refreshToken, sessionId } = await signIn(person);
  // A proof of the administrator is fresh, one of the user is not, so that both are met.
  await db().session.update({ where: { id: sessionId }, data: { stepUpAt: caller === 'super_admin' ? new Date() : null } });
  bearers.set(caller, accessToken);
  if (caller === 'super_admin')
    for (const [name, value] of [
      ['email', person.email],
      ['session_id', sessionId],
      ['refresh_token', refreshToken],
    ] as const)
      known.set(name, value);
  return accessToken;
}

/** Something to read, change and delete, by the parameter that names it in a path. */
const makers: Record<string, () => { contract: Endpoint; body: unknown }> = {
  user_id: () => ({ contract: createUser, body: { email: newEmail() } }),
  application_id: () => ({ contract: createApplication, body: { name: `Shop ${randomUUID()}`, allowed_origins: [] } }),
  organization_id: () => ({ contract: createOrganization, body: { name: `Company ${randomUUID()}` } }),
  api_key_id: () => ({ contract: createApiKey, body: { name: `Key ${randomUUID()}`, scopes: ['profile.read'] } }),
};

async function makeNamed(path: string): Promise<void> {
  for (const [name, make] of Object.entries(makers)) {
    if (!path.includes(`{${name}}`)) continue;
    const { contract, body } = make();
    const answer = await call(contract, { bearer: await bearerOf('super_admin'), body });
    expect(answer.status).toBe(201);
    known.set(name, answer.data.id);
  }
}

const jsonSchema = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Parameters<typeof arbitraryOf>[0];

/** Values the schema takes, as far as it can be said in JSON schema: of several tries the first that it really takes. */
function valid(schema: z.ZodType): fc.Arbitrary<unknown> {
  const tries = fc.array(arbitraryOf(jsonSchema(schema)), { minLength: 12, maxLength: 12 });
  return tries.map((values) => values.find((value) => schema.safeParse(value).success) ?? values[0]);
}

function withKnown(values: unknown): unknown {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return values;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, known.get(name) ?? value]));
}

function oftenValid(schema: z.ZodType): fc.Arbitrary<unknown> {
  const made = valid(schema);
  return fc.oneof(
    { weight: 2, arbitrary: made },
    { weight: 2, arbitrary: made.map(withKnown) },
    { weight: 2, arbitrary: mutated(made) },
    { weight: 1, arbitrary: mutated(made.map(withKnown)) },
  );
}

const texts = (values: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typeof values === 'object' && values !== null ? values : {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
    ]),
  );

const headerValue = fc.string({ maxLength: 30, unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
const headers = fc.record(
  {
    accept: fc.oneof(fc.constantFrom('application/problem+json', '*/*', 'application/json;q=0'), headerValue),
    'if-match': fc.oneof(fc.constantFrom('*', '"1"', 'W/"1"'), headerValue),
    'if-none-match': headerValue,
    'idempotency-key': fc.oneof(fc.uuid(), headerValue),
    'accept-language': headerValue,
    'user-agent': headerValue,
  },
  { requiredKeys: [] },
);

type Fuzzed = { params: unknown; query: unknown; body: unknown; headers: Record<string, string | undefined> };

function requests(contract: Endpoint): fc.Arbitrary<Fuzzed> {
  const { params, query, body } = contract;
  return fc.record({
    params: params ? oftenValid(params) : fc.constant({}),
    query: query
      ? oftenValid(query)
      : fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constant({ unknown: '1' }) }),
    body: body ? oftenValid(body) : fc.constant(undefined),
    headers: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headers }),
  });
}

/** A path cannot hold a text that is none; browsers and servers never pass one on. */
function inPath(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.toWellFormed() || 'x']));
}

type Sent = { options: CallOptions; isValid: boolean };

function toCall({ params, query, body, headers: extra }: Fuzzed, contract: Endpoint, bearer: string | undefined): Sent {
  const path = inPath(texts(params));
  const search = texts(query);
  const sent = body === undefined ? undefined : (JSON.parse(JSON.stringify(body)) as unknown);
  const isValid =
    (contract.params?.safeParse(path).success ?? true) &&
    (contract.query?.safeParse(search).success ?? Object.keys(search).length === 0) &&
    (contract.body?.safeParse(sent).success ?? true);
  const text = new URLSearchParams(Object.entries(search).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()])).toString();
  return {
    isValid,
    options: {
      params: path,
      query: text && `?${text}`,
      headers: extra,
      ...(sent !== undefined && { body: sent }),
      ...(bearer && { bearer }),
    },
  };
}

/** A machine that is busy with other tests may answer 503; whoever gets that asks again. */
async function callPatiently(contract: Endpoint, options: CallOptions): Promise<ApiAnswer> {
  for (let round = 0; ; round += 1) {
    const answer = await call(contract, options);
    if (answer.status !== 503 || round === 4) return answer;
    await sleep(500);
  }
}

/** A documented status, the body its contract says, errors in one of the two forms, and never our fault. */
async function expectDocumented(contract: Endpoint, caller: Caller, fuzzed: Fuzzed, bearer: string | undefined): Promise<void> {
  const { options, isValid } = toCall(fuzzed, contract, bearer);
  const answer = await callPatiently(contract, options);
  const { status } = answer;
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  if (status === 304) {
    expect([contract.versioned, answer.text]).toEqual([true, '']);
    return;
  }
  if (status < 400) {
    expect(isValid, 'an invalid input was taken').toBe(true);
    const shape = contract.responses[status];
    if (!shape) throw new Error(`${status} is not documented.`);
    if (status >= 300) {
      expect(answer.headers.get('location')).toBeTruthy();
      return;
    }
    reached.set(contract.id, (reached.get(contract.id) ?? 0) + 1);
    expect(shape.parse(answer.data)).toEqual(answer.data);
    return;
  }
  const isProblem = answer.headers.get('content-type') === 'application/problem+json';
  const body = JSON.parse(answer.text);
  const code = (isProblem ? body.code : body.error.code) as keyof typeof errorTable;
  expect(errorsOf(contract), `${caller} got ${status}`).toContain(code);
  expect(errorTable[code].status).toBe(status);
  expect(status, answer.text).toBeLessThan(500);
  if (isProblem) expect(body).toMatchObject({ status, instance: answer.headers.get('x-request-id'), type: expect.stringContaining(code) });
  else expect(body).toMatchObject({ success: false, error: { message: expect.any(String) }, metadata: { version: 'v1' } });
}

type Lane = { caller: Caller; numRuns: number; seed: number };

/** Who sends how much. Some at once, because refusals of credentials are answered at even times and wait for them. */
function lanesOf({ access }: Endpoint): Lane[] {
  const [few, some] = [Math.ceil(runs / 5), Math.ceil(runs / 2)];
  if ('anyone' in access)
    return [
      { caller: 'anonymous', numRuns: some, seed },
      { caller: 'anonymous', numRuns: some, seed: seed + 1 },
      { caller: 'user', numRuns: few, seed },
    ];
  // Nobody gets past the first check of a restricted endpoint, whatever they send.
  return [
    { caller: 'anonymous', numRuns: few, seed },
    { caller: 'user', numRuns: 'permission' in access ? few : some, seed },
    { caller: 'super_admin', numRuns: runs, seed },
  ];
}

beforeAll(() => {
  process.stdout.write(`fuzzing with FUZZ_SEED=${seed} FUZZ_RUNS=${runs}\n`);
});

describe.each(contracts.map((contract) => [contract.id, contract] as const))('%s', (_, contract) => {
  it('answers whatever it is sent as its contract says', async () => {
    await makeNamed(contract.path);
    const lanes = lanesOf(contract);
    for (const { caller } of lanes) await bearerOf(caller);
    await Promise.all(
      lanes.map(({ caller, numRuns, seed: from }) =>
        fc.assert(
          fc.asyncProperty(requests(contract), (fuzzed) => expectDocumented(contract, caller, fuzzed, bearers.get(caller))),
          { seed: from, numRuns },
        ),
      ),
    );
    // What was fuzzed into the policies must not decide what the next endpoint answers.
    if (contract.path === '/admin/settings' && contract.method !== 'GET') await putSettings({});
  });
});

it('gets past the checks of many endpoints, not only refused by them', () => {
  const never = contracts.filter(({ id }) => !reached.has(id)).map(({ id }) => id);
  process.stdout.write(`${reached.size} of ${contracts.length} endpoints answered with success; never: ${never.join(', ')}\n`);
  expect(reached.size).toBeGreaterThan(contracts.length / 3);
});
