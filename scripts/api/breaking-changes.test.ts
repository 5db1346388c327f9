import { describe, expect, it } from 'vitest';
import { breakingChanges, type OpenApi } from './breaking-changes.ts';

type Json = Record<string, unknown>;

const request: Json = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', maxLength: 10 },
    kind: { enum: ['a', 'b'] },
    size: { type: ['integer', 'null'], minimum: 1 },
    tags: { type: 'array', items: { type: 'string' } },
    how: { anyOf: [{ type: 'string' }, { type: 'boolean' }] },
  },
};
const answer: Json = {
  type: 'object',
  required: ['id', 'list'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    state: { enum: ['open', 'shut'] },
    note: { type: ['string', 'null'] },
    list: { type: 'array', items: { $ref: '#/components/schemas/Item' } },
  },
};
const item: Json = {
  type: 'object',
  required: ['price'],
  properties: { price: { type: 'integer' }, parent: { $ref: '#/components/schemas/Item' } },
};

type Parts = { request?: Json; answer?: Json; item?: Json; operation?: Json; parameters?: Json[]; responses?: Json; without?: boolean };

function api(parts: Parts = {}): OpenApi {
  const ok = { headers: { ETag: {} }, content: { 'application/json': { schema: parts.answer ?? answer } } };
  const failed = { content: { 'application/json': { schema: { type: 'object', properties: { code: { enum: ['X'] } } } } } };
  const operation = {
    operationId: 'make',
    security: [{ bearer: [] }, { cookie: [] }],
    parameters: parts.parameters ?? [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } }],
    requestBody: { required: false, content: { 'application/json': { schema: parts.request ?? request } } },
    responses: { 200: ok, 409: failed, ...parts.responses },
    ...parts.operation,
  };
  const paths = parts.without ? {} : { '/things': { post: operation } };
  return { paths, components: { schemas: { Item: parts.item ?? item } } } as unknown as OpenApi;
}

const withProperty = (schema: Json, name: string, property: Json): Json => ({
  ...schema,
  properties: { ...(schema.properties as Json), [name]: property },
});
const withoutProperty = (schema: Json, name: string): Json => {
  const { [name]: _, ...properties } = schema.properties as Json;
  return { ...schema, properties };
};

const found = (parts: Parts) => breakingChanges(api(), api(parts));

it('finds nothing between a document and itself', () => {
  expect(found({})).toEqual([]);
});

describe('breaks clients', () => {
  it.each<[string, Parts, string]>([
    ['an operation that is gone', { without: true }, 'POST /things: is gone'],
    ['another operationId', { operation: { operationId: 'create' } }, 'POST /things: operationId is create, was make'],
    ['credentials of fewer kinds', { operation: { security: [{ bearer: [] }] } }, 'POST /things: cookie is not accepted any more'],
    ['a new required field', { request: { ...request, required: ['name', 'kind'] } }, 'POST /things body.kind: is required'],
    ['a field that is refused now', { request: withoutProperty(request, 'tags') }, 'POST /things body.tags: is gone'],
    [
      'a shorter text',
      { request: withProperty(request, 'name', { type: 'string', maxLength: 9 }) },
      'POST /things body.name: maxLength is 9, was 10',
    ],
    [
      'a new minimum',
      { request: withProperty(request, 'name', { type: 'string', minLength: 1, maxLength: 10 }) },
      'POST /things body.name: minLength is 1, was open',
    ],
    [
      'a pattern',
      { request: withProperty(request, 'name', { type: 'string', maxLength: 10, pattern: '^a' }) },
      'POST /things body.name: pattern is ^a, was open',
    ],
    [
      'a value that is refused now',
      { request: withProperty(request, 'kind', { enum: ['a'] }) },
      'POST /things body.kind: b is not taken any more',
    ],
    [
      'a constant in place of several',
      { request: withProperty(request, 'kind', { const: 'b' }) },
      'POST /things body.kind: a is not taken any more',
    ],
    ['another type', { request: withProperty(request, 'name', { type: 'integer' }) }, 'POST /things body.name: type string became integer'],
    [
      'null that is refused now',
      { request: withProperty(request, 'size', { type: 'integer', minimum: 1 }) },
      'POST /things body.size: type null became integer',
    ],
    [
      'items of another type',
      { request: withProperty(request, 'tags', { type: 'array', items: { type: 'integer' } }) },
      'POST /things body.tags[]: type string became integer',
    ],
    ['one form fewer', { request: withProperty(request, 'how', { type: 'string' }) }, 'POST /things body.how: type boolean became string'],
    [
      'a body that must be sent',
      { operation: { requestBody: { required: true, content: { 'application/json': { schema: request } } } } },
      'POST /things body: is required',
    ],
    ['no body any more', { operation: { requestBody: undefined } }, 'POST /things body: is not taken any more'],
    ['a parameter that is gone', { parameters: [] }, 'POST /things query limit: is gone'],
    [
      'a smaller parameter',
      { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 50 } }] },
      'POST /things query limit: maximum is 50, was 100',
    ],
    [
      'a parameter that must be there',
      { parameters: [{ name: 'limit', in: 'query', required: true, schema: { type: 'integer', maximum: 100 } }] },
      'POST /things query limit: is required',
    ],
    ['a status that is gone', { responses: { 409: undefined } }, 'POST /things 409: is gone'],
    [
      'a field that is not always answered',
      { answer: { ...answer, required: ['list'] } },
      'POST /things 200.id: is not always there any more',
    ],
    ['an optional field that is gone', { answer: withoutProperty(answer, 'note') }, 'POST /things 200.note: is gone'],
    [
      'an answer that may be null',
      { answer: withProperty(answer, 'id', { type: ['string', 'null'], format: 'uuid' }) },
      'POST /things 200.id: type null became string',
    ],
    [
      'another format of an answer',
      { answer: withProperty(answer, 'id', { type: 'string' }) },
      'POST /things 200.id: format is uuid, was open',
    ],
    [
      'a named shape that changed',
      { item: withProperty(item, 'price', { type: 'string' }) },
      'POST /things 200.list[].price: type string became integer',
    ],
    [
      'a header that is gone',
      { responses: { 200: { content: { 'application/json': { schema: answer } } } } },
      'POST /things 200 header ETag: is gone',
    ],
    ['a media type that is gone', { responses: { 409: { content: {} } } }, 'POST /things 409: application/json is gone'],
  ])('%s', (_, parts, line) => {
    const parsed = JSON.parse(JSON.stringify(api(parts)));
    expect(breakingChanges(api(), parsed)).toEqual([line]);
  });

  it('credentials where none were needed', () => {
    expect(breakingChanges(api({ operation: { security: [] } }), api())).toEqual(['POST /things: needs credentials']);
  });
});

describe('is an addition', () => {
  it.each<[string, Parts]>([
    ['a new optional field', { request: withProperty(request, 'more', { type: 'string' }) }],
    ['a field that need not be sent', { request: { ...request, required: [] } }],
    ['a longer text', { request: withProperty(request, 'name', { type: 'string', maxLength: 11 }) }],
    ['a number in place of an integer', { request: withProperty(request, 'size', { type: ['number', 'null'], minimum: 1 }) }],
    ['one value more to send', { request: withProperty(request, 'kind', { enum: ['a', 'b', 'c'] }) }],
    ['one form more', { request: withProperty(request, 'how', { anyOf: [{ type: 'string' }, { type: 'boolean' }, { type: 'null' }] }) }],
    [
      'a new parameter',
      { parameters: [...[{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } }], { name: 'x', in: 'query' }] },
    ],
    ['a new field of the answer', { answer: withProperty({ ...answer, required: ['id', 'list', 'new'] }, 'new', { type: 'string' }) }],
    ['a field that is always answered now', { answer: { ...answer, required: ['id', 'list', 'state'] } }],
    ['one value more to be answered', { answer: withProperty(answer, 'state', { enum: ['open', 'shut', 'ajar'] }) }],
    ['a status more', { responses: { 202: {} } }],
    [
      'a code more',
      {
        responses: { 409: { content: { 'application/json': { schema: { type: 'object', properties: { code: { enum: ['X', 'Y'] } } } } } } },
      },
    ],
    ['credentials of a further kind', { operation: { security: [{ bearer: [] }, { cookie: [] }, { key: [] }] } }],
    ['no credentials any more', { operation: { security: [] } }],
    ['other words', { operation: { summary: 'Else', deprecated: true } }],
  ])('%s', (_, parts) => {
    expect(found(parts)).toEqual([]);
  });

  it('an operation that goes after it was released as deprecated', () => {
    expect(breakingChanges(api({ operation: { deprecated: true } }), api({ without: true }))).toEqual([]);
  });

  it('a whole new path', () => {
    expect(breakingChanges({ paths: {} }, api())).toEqual([]);
  });
});
