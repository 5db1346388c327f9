import { z } from 'zod';

export type JsonSchema = { [key: string]: unknown };

/** Where named shapes (`.meta({ id })`) are collected while operations refer to them. */
export type Components = Map<string, JsonSchema>;

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** zod's JSON Schema in the form we publish. */
function tidy(value: unknown, io: 'input' | 'output'): unknown {
  if (Array.isArray(value)) return value.map((item) => tidy(item, io));
  if (!isSchema(value)) return value;
  const { $schema, $defs, example, ...rest } = value;
  const schema: JsonSchema = Object.fromEntries(
    Object.entries(rest).map(([key, item]) => [key, key === '$ref' ? componentRef(item) : tidy(item, io)]),
  );
  if (typeof example === 'string') schema.examples = [example];
  // The format says it; the pattern behind it is half a page.
  if (schema.format === 'uuid' || schema.format === 'date-time') delete schema.pattern;
  // Answers may gain fields at any time (additive changes), so that a generated client must not refuse them.
  if (io === 'output' && schema.additionalProperties === false) delete schema.additionalProperties;
  return schema;
}

function componentRef(reference: unknown): string {
  return String(reference).replace('#/$defs/', '#/components/schemas/');
}

/** A zod schema as JSON Schema 2020-12; the named shapes in it go to `components`. */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output', components: Components): JsonSchema {
  // Inside an object even a named schema becomes a reference.
  const { properties, $defs } = z.toJSONSchema(z.object({ it: schema }), { io, unrepresentable: 'any' });
  for (const [name, definition] of Object.entries($defs ?? {})) {
    const shape = tidy(definition, io) as JsonSchema;
    const known = components.get(name);
    if (known && JSON.stringify(known) !== JSON.stringify(shape)) throw new Error(`Two different shapes are called ${name}.`);
    components.set(name, shape);
  }
  return tidy(properties?.it, io) as JsonSchema;
}

const metadata: JsonSchema = {
  type: 'object',
  required: ['timestamp', 'request_id', 'version'],
  properties: {
    timestamp: { type: 'string', format: 'date-time' },
    request_id: { type: 'string', description: 'Also in the header X-Request-Id; name it when you ask for help.' },
    version: { type: 'string', const: 'v1' },
  },
};

const error: JsonSchema = {
  type: 'object',
  required: ['success', 'error', 'metadata'],
  properties: {
    success: { const: false },
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', description: 'Stable; decide by this, not by the message.' },
        message: { type: 'string', description: 'For people.' },
        details: {
          type: 'object',
          properties: {
            fields: {
              type: 'array',
              items: {
                type: 'object',
                required: ['path', 'code', 'message'],
                properties: { path: { type: 'string', examples: ['email'] }, code: { type: 'string' }, message: { type: 'string' } },
              },
            },
            permission: { type: 'string', description: 'The permission that is missing.' },
            retry_after: { type: 'integer', description: 'Seconds until a retry makes sense.' },
          },
        },
      },
    },
    metadata: { $ref: '#/components/schemas/Metadata' },
  },
};

const problem: JsonSchema = {
  type: 'object',
  description: 'The same error as RFC 9457 problem details, for `Accept: application/problem+json`.',
  required: ['type', 'title', 'status', 'code', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    instance: { type: 'string', description: 'The request id.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { pointer: { type: 'string', examples: ['/email'] }, code: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};

const pagination: JsonSchema = {
  type: 'object',
  required: ['limit', 'next_cursor', 'has_more'],
  properties: {
    limit: { type: 'integer' },
    next_cursor: { type: ['string', 'null'], description: 'Send it as `cursor` to get the next page.' },
    has_more: { type: 'boolean' },
    total: { type: 'integer', description: 'Only with `?total=true`.' },
  },
};

/** The shapes that are around every answer. */
export const envelopes: Record<string, JsonSchema> = { Metadata: metadata, Pagination: pagination, Error: error, Problem: problem };
