import type { z } from 'zod';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { type Components, type JsonSchema, toJsonSchema } from './openapi-schemas.ts';

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const byFormat: Record<string, string> = {
  uuid: '01970000-0000-7000-8000-000000000000',
  'date-time': '2027-01-01T00:00:00.000Z',
  email: 'ada@example.com',
  uri: 'https://app.example.com',
};

// Words, numbers, addresses, and what tokens and ids look like: nobody can make one of those up.
const texts = ['text', 'a-text', '1', '123456', 'a.b', 'A1', ...[8, 16, 20, 22, 32, 43, 64].map((length) => 'A'.repeat(length))];
const addresses = ['https://app.example.com', 'app.example.com', '/path', '203.0.113.7', '203.0.113.0/24', '+4915123456789', 'en', 'DE'];

function exampleText({ format, minLength, pattern }: JsonSchema): string {
  if (typeof format === 'string' && byFormat[format]) return byFormat[format];
  const length = typeof minLength === 'number' ? minLength : 0;
  const wanted = typeof pattern === 'string' ? new RegExp(pattern, 'u') : /^/;
  return [...texts, ...addresses].find((text) => text.length >= length && wanted.test(text)) ?? 'text'.padEnd(length, '.');
}

/** A value that fits a JSON Schema: its own example where it has one. `optional` names the optional fields to fill in as well. */
export function exampleOf(schema: JsonSchema, components: Components, optional: readonly string[] = []): unknown {
  const { $ref, examples, enum: choices, anyOf, oneOf, allOf, type } = schema;
  if ('const' in schema) return schema.const;
  if ('default' in schema) return schema.default;
  if (Array.isArray(examples)) return examples[0];
  if (typeof $ref === 'string') return exampleOf(components.get($ref.split('/').at(-1) ?? '') ?? {}, components);
  if (Array.isArray(choices)) return choices[0];
  const [first] = [anyOf, oneOf, allOf].flatMap((each) => (Array.isArray(each) ? each : []));
  if (isSchema(first)) return exampleOf(first, components, optional);
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === 'object') {
    const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
    const fields = Object.entries(isSchema(schema.properties) ? schema.properties : {});
    const filled = fields.filter(([name]) => required.includes(name) || optional.includes(name));
    return Object.fromEntries(filled.map(([name, field]) => [name, isSchema(field) ? exampleOf(field, components) : null]));
  }
  if (kind === 'array') {
    const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
    return Array.from({ length: least }, () => (isSchema(schema.items) ? exampleOf(schema.items, components) : null));
  }
  if (kind === 'integer' || kind === 'number') return typeof schema.minimum === 'number' ? schema.minimum : 1;
  if (kind === 'boolean') return true;
  return kind === 'string' ? exampleText(schema) : null;
}

function optionalNames(schema: JsonSchema): string[] {
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
  return Object.keys(isSchema(schema.properties) ? schema.properties : {}).filter((name) => !required.includes(name));
}

function firstThatParses(schema: z.ZodType, candidates: readonly unknown[]): unknown {
  return candidates.find((candidate) => schema.safeParse(candidate).success) ?? candidates[0];
}

/** A body that the contract accepts, with as few fields as it takes; undefined for an endpoint without one. */
export function exampleBody({ body }: Pick<Endpoint, 'body'>, components: Components): unknown {
  if (!body) return undefined;
  const schema = toJsonSchema(body, 'input', components);
  const optional = optionalNames(schema);
  // Some want one of two fields, or another one for a certain method: no JSON Schema says so.
  const chosen = [[], ...optional.map((name) => [name]), optional];
  return firstThatParses(
    body,
    chosen.map((names) => exampleOf(schema, components, names)),
  );
}
