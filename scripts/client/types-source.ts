import { compile, type JSONSchema } from 'json-schema-to-typescript';
import type { z } from 'zod';
import { errorTable } from '#lib/errors.ts';
import { type Components, type JsonSchema, toJsonSchema } from '#lib/http/openapi-schemas.ts';
import type { Method } from './methods.ts';

export const banner = '// Generated from lib/contracts by `npm run client:generate`; changes here are lost.\n';

/** The shape of what a method answers: of each success status, or of one entry of a list. */
function dataSchemas({ contract, list }: Method): z.ZodType[] {
  const schemas = Object.entries(contract.responses).flatMap(([status, schema]) => (Number(status) < 300 ? [schema] : []));
  return list ? schemas.map((schema) => ('element' in schema ? (schema.element as z.ZodType) : schema)) : schemas;
}

function definitionsOf(methods: readonly Method[]): Components {
  const components: Components = new Map();
  const add = (name: string, schema: JsonSchema) => {
    if (components.has(name)) throw new Error(`Two types of the client are called ${name}.`);
    components.set(name, schema);
  };
  for (const method of methods) {
    const { contract, input, typeName } = method;
    if (input === 'body' && contract.body) add(`${typeName}Body`, toJsonSchema(contract.body, 'input', components));
    if (input === 'query' && contract.query) add(`${typeName}Query`, toJsonSchema(contract.query, 'input', components));
    const [first, ...others] = dataSchemas(method).map((schema) => toJsonSchema(schema, 'output', components));
    if (first) add(method.list ? `${typeName}Item` : `${typeName}Data`, others.length > 0 ? { anyOf: [first, ...others] } : first);
  }
  return components;
}

function errorCodes(): string {
  const codes = Object.entries(errorTable).map(([code, { status, message }]) => `  /** ${status}: ${message} */\n  | '${code}'`);
  return `/** Every code an error of the API can have. New ones may be added. */\nexport type ErrorCode =\n${codes.join('\n')};\n`;
}

/** The source of every request's and every answer's type, and of the error codes. */
export async function typesSource(methods: readonly Method[]): Promise<string> {
  const schemas = Object.fromEntries(definitionsOf(methods));
  const names = Object.keys(schemas);
  const root = {
    title: 'Schemas',
    type: 'object',
    description: 'Every request and answer by its name.',
    required: names,
    properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }])),
    components: { schemas },
  };
  const source = await compile(root as JSONSchema, 'Schemas', {
    bannerComment: '',
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });
  // Only objects get a declaration of their own; unions and other names of one shape are written where they are used.
  const missing = names.filter((name) => !new RegExp(`^export (?:interface|type) ${name}\\b`, 'm').test(source));
  const aliases = missing.map((name) => `export type ${name} = Schemas['${name}'];\n`);
  return `${banner}\n${errorCodes()}\n${source}\n${aliases.join('')}`;
}
