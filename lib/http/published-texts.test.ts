import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contracts } from '#lib/contracts/index.ts';
import { errorTable } from '#lib/errors.ts';
import { origin } from '#scripts/testing/api.ts';
import { exampleBody } from './example-body.ts';
import { passGate } from './gate.ts';
import { answerLlmsFullText, answerLlmsText } from './llms-text.ts';
import { errorsOf } from './openapi-operation.ts';
import type { Components } from './openapi-schemas.ts';
import { answerPostman } from './postman-collection.ts';

const ask = (path: string, headers: Record<string, string> = {}) => new Request(`${origin}${path}`, { headers });

describe('the Postman collection', () => {
  const parameter = z.strictObject({
    key: z.string().min(1),
    value: z.string(),
    description: z.string().optional(),
    disabled: z.literal(true).optional(),
  });
  // The parts of https://schema.getpostman.com/json/collection/v2.1.0 that we use, closed: what is not named there is not here.
  const request = z.strictObject({
    name: z.string().min(1),
    request: z.strictObject({
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
      header: z.array(z.strictObject({ key: z.string(), value: z.string() })),
      auth: z.strictObject({ type: z.literal('noauth') }).optional(),
      url: z.strictObject({
        raw: z.string().startsWith('{{base_url}}/api/v1/'),
        host: z.tuple([z.literal('{{base_url}}')]),
        path: z.array(z.string().min(1)),
        query: z.array(parameter).optional(),
        variable: z.array(parameter).optional(),
      }),
      body: z
        .strictObject({
          mode: z.literal('raw'),
          raw: z.string(),
          options: z.strictObject({ raw: z.strictObject({ language: z.literal('json') }) }),
        })
        .optional(),
      description: z.string(),
    }),
    response: z.tuple([]),
    event: z
      .array(
        z.strictObject({
          listen: z.literal('test'),
          script: z.strictObject({ type: z.literal('text/javascript'), exec: z.array(z.string()) }),
        }),
      )
      .optional(),
  });
  const collection = z.strictObject({
    info: z.strictObject({
      name: z.string(),
      description: z.string(),
      schema: z.literal('https://schema.getpostman.com/json/collection/v2.1.0/collection.json'),
    }),
    auth: z.strictObject({
      type: z.literal('bearer'),
      bearer: z.array(z.strictObject({ key: z.string(), value: z.string(), type: z.string() })),
    }),
    variable: z.array(z.strictObject({ key: z.string(), value: z.string() })),
    item: z.array(z.strictObject({ name: z.string(), item: z.array(request) })),
  });

  async function read() {
    return collection.parse(await answerPostman(ask('/api/v1/postman.json')).json());
  }

  it('has the structure of a v2.1 collection, with each endpoint once', async () => {
    const { item } = await read();
    const requests = item.flatMap(({ item: inFolder }) => inFolder.map((each) => each.request));
    const places = requests.map(({ method, url }) => `${method} /${url.path.slice(2).join('/')}`.replace(/:(\w+)/g, '{$1}'));
    expect(places.toSorted()).toEqual(contracts.map(({ method, path }) => `${method} ${path}`).toSorted());
    for (const { url } of requests) {
      const named = url.path.filter((part) => part.startsWith(':')).map((part) => part.slice(1));
      expect((url.variable ?? []).map(({ key }) => key)).toEqual(named);
    }
  });

  it('sends no token where none is needed, and keeps the tokens of a sign-in', async () => {
    const { item, variable } = await read();
    expect(variable).toContainEqual({ key: 'base_url', value: origin });
    const byName = new Map(item.flatMap(({ item: inFolder }) => inFolder.map((each) => [each.name, each] as const)));
    for (const { summary, access } of contracts)
      expect(byName.get(summary)?.request.auth?.type).toBe('anyone' in access ? 'noauth' : undefined);
    const login = byName.get(contracts.find(({ id }) => id === 'login')?.summary ?? '');
    expect(login?.event?.[0]?.script.exec.join('\n')).toContain('access_token');
    expect(byName.get('Exchange a refresh token for a new pair')?.request.body?.raw).toContain('{{refresh_token}}');
  });
});

describe('an example of a body', () => {
  const components: Components = new Map();
  it.each(contracts.filter(({ body }) => body).map((contract) => [contract.id, contract] as const))(
    'for %s is accepted by it',
    (_, contract) => {
      const example = exampleBody(contract, components);
      // Where one cannot be found, a field says it itself: `.meta({ example })`.
      expect(contract.body?.safeParse(example).error?.issues ?? []).toEqual([]);
    },
  );
});

describe('llms.txt', () => {
  it('names every endpoint once, who may call it, and where to read on', async () => {
    const text = await answerLlmsText(ask('/llms.txt')).text();
    expect(text.split('\n')[0]).toBe('# Gatehouse');
    expect(text.split('\n')[2]).toMatch(/^> /);
    for (const { method, path, access } of contracts) {
      const lines = text.split('\n').filter((line) => line.startsWith(`- \`${method} ${path}\``));
      expect(lines, `${method} ${path}`).toHaveLength(1);
      if ('permission' in access) expect(lines[0]).toContain(access.permission);
    }
    for (const place of [
      '/api/v1/openapi.json',
      '/docs',
      '/docs/errors',
      '/.well-known/jwks.json',
      '/llms-full.txt',
      '/api/v1/postman.json',
    ])
      expect(text).toContain(`${origin}${place})`);
    expect(text.length).toBeLessThan(40_000);
  });

  it('in full says what each endpoint takes and refuses', async () => {
    const text = await answerLlmsFullText(ask('/llms-full.txt')).text();
    for (const contract of contracts) {
      const place = text.indexOf(`### ${contract.method} ${contract.path}\n`);
      const section = text.slice(place, text.indexOf('\n### ', place + 4) >>> 0);
      expect(place, contract.id).toBeGreaterThan(0);
      for (const code of errorsOf(contract)) expect(section, contract.id).toContain(`${code} ${errorTable[code].status}`);
    }
  });

  it('and the other documents are plain data: cacheable, unchanged on a second look, and run nothing', async () => {
    for (const [answer, path, type] of [
      [answerLlmsText, '/llms.txt', 'text/plain; charset=utf-8'],
      [answerLlmsFullText, '/llms-full.txt', 'text/plain; charset=utf-8'],
      [answerPostman, '/api/v1/postman.json', 'application/json'],
    ] as const) {
      const { headers } = answer(ask(path));
      expect([headers.get('content-type'), headers.get('cache-control')]).toEqual([type, 'public, max-age=300']);
      expect(answer(ask(path, { 'if-none-match': headers.get('etag') ?? '' })).status).toBe(304);
      const gate = await passGate(ask(path), { development: false });
      expect(gate.kind === 'continue' && gate.responseHeaders['Content-Security-Policy']).toMatch(/^default-src 'none'/);
    }
  });
});
