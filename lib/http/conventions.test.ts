import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpoint } from '#lib/contracts/endpoint.ts';
import { contracts } from '#lib/contracts/index.ts';
import { getSettings } from '#lib/contracts/settings.ts';
import { getMe, replaceMe, updateMe } from '#lib/contracts/users.ts';
import { type CallOptions, call, nextAddress, readAnswer, statuses } from '#scripts/testing/api.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { events, withEvents } from '#scripts/testing/rows.ts';
import { methods } from './methods.ts';
import { notFound } from './not-found.ts';
import { operationOf } from './openapi-operation.ts';
import { Reply } from './reply.ts';
import { type RouteHandler, route } from './route.ts';

function send(handler: RouteHandler, headers: Record<string, string> = {}, method = 'GET') {
  const request = new Request('http://localhost:3000/api/v1/old', {
    method,
    headers: { 'x-gatehouse-client-ip': nextAddress(), ...headers },
  });
  return handler(request, { params: Promise.resolve({}) });
}

async function profile(bearer: string): Promise<string> {
  return (await call(getMe, { bearer })).headers.get('etag') ?? '';
}

describe('a version', () => {
  const versioned = contracts.filter(({ versioned }) => versioned);

  it('is on users, roles, settings, pools, applications and organizations', () => {
    const names = versioned.map(({ path }) =>
      path.split('/').find((part) => /^(users|roles|settings|pools|applications|organizations)$/.test(part)),
    );
    expect(new Set(names)).toEqual(new Set(['users', 'roles', 'settings', 'pools', 'applications', 'organizations']));
    for (const { id, method, errors } of versioned)
      if (method === 'PUT' || method === 'PATCH') expect([id, errors.includes('PRECONDITION_FAILED')]).toEqual([id, true]);
  });

  it('that the caller has already is a 304 without a body, with the same tag', async () => {
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'super_admin' }));
    for (const contract of [getMe, getSettings]) {
      const first = await call(contract, { bearer });
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w-]+"$/);
      for (const condition of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
        const again = await call(contract, { bearer, headers: { 'if-none-match': condition } });
        expect([condition, again.status, again.text, again.headers.get('etag')]).toEqual([condition, 304, '', etag]);
        expect(again.headers.get('cache-control')).toBe('no-store');
        expect(again.headers.get('content-type')).toBeNull();
      }
      for (const condition of ['"x"', etag.slice(1, -1), '']) {
        const again = await call(contract, { bearer, headers: { 'if-none-match': condition } });
        expect([condition, again.status]).toEqual([condition, 200]);
      }
    }
  });

  it('and If-None-Match leave a write alone: what it came to is answered in full', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    await call(updateMe, { bearer, body: { name: 'Ada' } });
    for (const condition of ['*', await profile(bearer)]) {
      const answer = await call(updateMe, { bearer, body: { name: 'Ada' }, headers: { 'if-none-match': condition } });
      expect([condition, answer.status, answer.data?.name]).toEqual([condition, 200, 'Ada']);
    }
  });

  it('of a profile changes with it, and is on the answer to the change', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    const before = await profile(bearer);
    const answer = await call(updateMe, { bearer, body: { name: 'Ada' } });
    expect(answer.headers.get('etag')).not.toBe(before);
    expect(answer.headers.get('etag')).toBe(await profile(bearer));
  });
});

describe('If-Match', () => {
  const whole = { name: 'Ada', first_name: null, last_name: null, username: null, locale: 'en', timezone: 'UTC' };

  it.each([
    ['PATCH', updateMe, { name: 'Ada' }],
    ['PUT', replaceMe, whole],
  ] as const)('%s changes a profile only when it is what the caller saw', async (_, contract, body) => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    const seen = await profile(bearer);
    const ask = (ifMatch: string, changed: object = body) => call(contract, { bearer, body: changed, headers: { 'if-match': ifMatch } });
    for (const condition of ['"stale"', `W/${seen}`, seen.slice(1, -1), `${seen} x`, '"a" "b"', `*, ${seen}`]) {
      const { result, events: written } = await withEvents(() => ask(condition));
      expect([condition, result.status, result.code, written]).toEqual([condition, 412, 'PRECONDITION_FAILED', []]);
    }
    expect((await call(getMe, { bearer })).data.name).toBeNull();
    expect([(await ask(`"other", ${seen}`)).status, (await ask(seen)).status]).toEqual([200, 412]);
    expect((await ask('*', { ...body, name: 'Bea' })).data.name).toBe('Bea');
  });

  it('lets one of 20 parallel changes through', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await signIn(person);
    const seen = await profile(bearer);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        call(updateMe, { bearer, body: { name: `Ada ${index}` }, headers: { 'if-match': seen } } satisfies CallOptions),
      ),
    );
    expect(statuses(answers)).toEqual({ 200: 1, 412: 19 });
    expect((await events({ subjectId: person.id, action: 'user.updated' })).length).toBe(1);
  });

  it('PUT replaces all of a profile and takes no part of one', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    await call(updateMe, { bearer, body: { name: 'Ada', first_name: 'Ada' } });
    const answer = await call(replaceMe, { bearer, body: { ...whole, name: 'Bea', locale: 'de' } });
    expect(answer.data).toMatchObject({ name: 'Bea', first_name: null, username: null, locale: 'de' });
    for (const field of Object.keys(whole)) {
      const { [field as keyof typeof whole]: _, ...part } = whole;
      const refused = await call(replaceMe, { bearer, body: part });
      expect([refused.status, refused.fields]).toMatchObject([400, [{ path: field }]]);
    }
  });
});

describe('a deprecated endpoint', () => {
  const old = endpoint({
    id: 'old',
    method: 'GET',
    path: '/old',
    tag: 'Test',
    summary: 'An endpoint that will go',
    access: { anyone: true },
    query: z.strictObject({ limit: z.string().optional() }),
    deprecated: { since: '2026-11-21', sunset: '2027-06-30', link: '/docs#new' },
    paged: true,
    responses: { 200: z.array(z.string()) },
    errors: [],
  });
  const handler = route(old, async () => new Reply(['a'], { pagination: { limit: 1, next_cursor: null, has_more: false } }));

  it('says since when, until when and where to read on, also when it refuses', async () => {
    const refused = await handler(new Request('http://localhost:3000/api/v1/old?x=1'), { params: Promise.resolve({}) });
    expect(refused.status).toBe(400);
    for (const { headers } of [await send(handler), refused]) {
      expect(headers.get('deprecation')).toBe('@1795219200');
      expect(headers.get('sunset')).toBe('Wed, 30 Jun 2027 00:00:00 GMT');
      expect(headers.get('link')).toContain('<http://localhost:3000/docs#new>; rel="deprecation"; type="text/html"');
    }
    expect((await send(handler)).headers.get('link')).toContain('rel="first"');
  });

  it('without a day of its end names none', async () => {
    const { sunset: _, ...open } = old.deprecated;
    const { headers } = await send(
      route({ ...old, deprecated: open }, async () => new Reply([], { pagination: { limit: 1, next_cursor: null, has_more: false } })),
    );
    expect([headers.get('deprecation'), headers.get('sunset')]).toEqual(['@1795219200', null]);
  });

  it('is marked in OpenAPI, and no other is', () => {
    expect(operationOf(old, new Map())).toMatchObject({
      deprecated: true,
      description: expect.stringContaining('Deprecated since 2026-11-21. It answers until 2027-06-30.'),
    });
    expect(operationOf({ ...old, deprecated: undefined } as never, new Map())).not.toHaveProperty('deprecated');
  });

  it('is none of today’s', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    expect((await call(getMe, { bearer })).headers.get('deprecation')).toBeNull();
  });
});

describe('an error as problem details', () => {
  const accept = { accept: 'application/problem+json, */*' };

  it('is the same for nobody, nothing, and a method that is not there', async () => {
    const { POST } = methods({});
    for (const [answer, status, code] of [
      [await call(getMe, { headers: accept }), 401, 'UNAUTHENTICATED'],
      [await readAnswer(await notFound(new Request('http://localhost:3000/api/v1/x', { headers: accept }))), 404, 'NOT_FOUND'],
      [await readAnswer(await send(POST, accept, 'POST')), 405, 'METHOD_NOT_ALLOWED'],
    ] as const) {
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.headers.get('vary')).toMatch(/accept/i);
      expect(JSON.parse(answer.text)).toMatchObject({
        type: `http://localhost:3000/docs/errors/${code}`,
        title: expect.any(String),
        status,
        detail: expect.any(String),
        code,
        instance: answer.headers.get('x-request-id'),
      });
    }
  });

  it('points at each field', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    const pointers = async (body: unknown) =>
      JSON.parse((await call(updateMe, { bearer, body, headers: accept })).text).errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(await pointers({ name: 7, 'a/b~c': 1 })).toEqual(expect.arrayContaining(['/name', '/a~1b~0c']));
    expect(await pointers({})).toEqual(['']);
  });
});
