import { beforeAll, describe, expect, it } from 'vitest';
import { isWrite } from '#lib/contracts/endpoint.ts';
import { contracts } from '#lib/contracts/index.ts';
import { errorTable } from '#lib/errors.ts';
import { answerOpenApi } from './openapi.ts';
import { errorsOf } from './openapi-operation.ts';

type Json = Record<string, unknown>;
type Operation = {
  operationId: string;
  security: Json[];
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: { 'application/json': { schema: Json } } };
  responses: Record<string, { description: string }>;
};
type OpenApi = {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
};

let body: OpenApi;
const address = 'http://localhost/api/v1/openapi.json';

beforeAll(async () => {
  body = (await answerOpenApi(new Request(address)).json()) as OpenApi;
});

function* walk(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Json;
  for (const child of Object.values(value)) yield* walk(child);
}

function resolve(reference: string): unknown {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((place, part) => (place as Json | undefined)?.[part], body);
}

function operationOf(id: string): Operation | undefined {
  return Object.values(body.paths)
    .flatMap((path) => Object.values(path))
    .find((operation) => operation.operationId === id);
}

describe('the OpenAPI document', () => {
  it('is 3.1, plain, cacheable and answered 304 to those who have it', async () => {
    expect(body.openapi).toMatch(/^3\.1\./);
    expect(body.servers[0]?.url).toMatch(/^https?:\/\/.+\/api\/v1$/);
    const response = answerOpenApi(new Request(address));
    const etag = response.headers.get('etag') ?? '';
    expect(response.headers.get('cache-control')).toContain('public');
    expect(answerOpenApi(new Request(address, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('resolves every reference', () => {
    const references = [...walk(body)].map((node) => node.$ref).filter((reference) => typeof reference === 'string');
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) expect(resolve(reference), reference).toBeDefined();
    expect([...walk(body)].some((node) => '$defs' in node || '$schema' in node)).toBe(false);
  });

  it('has every contract, each with an id of its own', () => {
    const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
    const ids = operations.map((operation) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(contracts.map((contract) => contract.id).toSorted());
    for (const contract of contracts) expect(body.paths[contract.path]?.[contract.method.toLowerCase()]?.operationId).toBe(contract.id);
  });

  it.each(contracts.map((contract) => [contract.id, contract] as const))(
    '%s names its statuses, path parameters and who may call',
    (id, contract) => {
      const operation = operationOf(id);
      const statuses = new Set([...Object.keys(contract.responses), ...errorsOf(contract).map((code) => String(errorTable[code].status))]);
      if (contract.versioned && contract.method === 'GET') statuses.add('304');
      expect(new Set(Object.keys(operation?.responses ?? {}))).toEqual(statuses);
      const inPath = [...contract.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const described = (operation?.parameters ?? [])
        .filter((parameter) => parameter.in === 'path' && parameter.required)
        .map((parameter) => parameter.name);
      expect(described).toEqual(inPath);
      expect(operation?.security.length === 0).toBe('anyone' in contract.access);
    },
  );

  it('refuses unknown fields in requests and leaves answers open', () => {
    const schema = operationOf('register')?.requestBody?.content['application/json'].schema;
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: expect.arrayContaining(['email', 'password', 'accept_terms']),
    });
    expect(body.components.schemas.User).not.toHaveProperty('additionalProperties');
  });

  it('says which requests take a pool, a key, a condition, and which answers have a version or pages', () => {
    for (const contract of contracts) {
      const operation = operationOf(contract.id);
      const headers = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'header').map(({ name }) => name);
      expect([contract.id, headers]).toEqual([
        contract.id,
        [
          ...('anyone' in contract.access && contract.method === 'POST' ? ['X-Gatehouse-Pool'] : []),
          ...(isWrite(contract) ? ['Idempotency-Key'] : []),
          ...(contract.errors.includes('PRECONDITION_FAILED') ? ['If-Match'] : []),
          ...(contract.versioned && contract.method === 'GET' ? ['If-None-Match'] : []),
        ],
      ]);
      if (isWrite(contract)) for (const status of ['409', '422']) expect(operation?.responses[status]).toBeDefined();
      const [success] = Object.values(operation?.responses ?? {}) as { headers?: Json }[];
      expect([contract.id, 'ETag' in (success?.headers ?? {}), 'Link' in (success?.headers ?? {})]).toEqual([
        contract.id,
        Boolean(contract.versioned),
        Boolean(contract.paged),
      ]);
    }
  });
});
