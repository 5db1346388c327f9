import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { contracts } from '#lib/contracts/index.ts';
import { env } from '#lib/env.ts';
import { exampleBody, exampleOf } from './example-body.ts';
import { operationOf } from './openapi-operation.ts';
import { type Components, type JsonSchema, toJsonSchema } from './openapi-schemas.ts';
import { publishedDocument } from './published-document.ts';

type Parameter = { key: string; value: string; description?: string; disabled?: boolean };

function descriptionOf(schema: JsonSchema): { description?: string } {
  return typeof schema.description === 'string' ? { description: schema.description } : {};
}

function parametersOf(schema: Endpoint['query'], components: Components, optionalOff: boolean): Parameter[] {
  return Object.entries(schema?.shape ?? {}).map(([key, field]) => {
    const json = toJsonSchema(field, 'input', components);
    const optional = field.safeParse(undefined).success;
    return {
      key,
      value: String(exampleOf(json, components) ?? ''),
      ...descriptionOf(json),
      ...(optionalOff && optional && { disabled: true }),
    };
  });
}

/** After a sign-in and a refresh, the requests that follow use its tokens. */
const keepTokens = [
  'const { data } = pm.response.json();',
  "if (data && data.access_token) pm.collectionVariables.set('access_token', data.access_token);",
  "if (data && data.refresh_token) pm.collectionVariables.set('refresh_token', data.refresh_token);",
];

function givesTokens({ responses }: Endpoint): boolean {
  const schema = responses[200];
  return schema !== undefined && 'shape' in schema && Object.hasOwn(schema.shape as object, 'access_token');
}

function bodyOf(contract: Endpoint, components: Components) {
  if (!contract.body) return {};
  const example = exampleBody(contract, components);
  // The token of the sign-in before, instead of one that is made up.
  const raw = JSON.stringify(example, null, 2).replace(/("refresh_token": )"[^"]*"/, '$1"{{refresh_token}}"');
  return { body: { mode: 'raw', raw, options: { raw: { language: 'json' } } } };
}

function requestOf(contract: Endpoint, components: Components) {
  const path = [
    'api',
    'v1',
    ...contract.path
      .split('/')
      .filter(Boolean)
      .map((part) => part.replace(/^\{(\w+)\}$/, ':$1')),
  ];
  const query = parametersOf(contract.query, components, true);
  const variable = parametersOf(contract.params, components, false);
  const asked = query.filter(({ disabled }) => !disabled).map(({ key, value }) => `${key}=${encodeURIComponent(value)}`);
  return {
    method: contract.method,
    header: [{ key: 'Accept', value: 'application/json' }, ...(contract.body ? [{ key: 'Content-Type', value: 'application/json' }] : [])],
    ...('anyone' in contract.access && { auth: { type: 'noauth' } }),
    url: {
      raw: `{{base_url}}/${path.join('/')}${asked.length > 0 ? `?${asked.join('&')}` : ''}`,
      host: ['{{base_url}}'],
      path,
      ...(query.length > 0 && { query }),
      ...(variable.length > 0 && { variable }),
    },
    ...bodyOf(contract, components),
    description: String(operationOf(contract, components).description ?? ''),
  };
}

function itemOf(contract: Endpoint, components: Components) {
  return {
    name: contract.summary,
    request: requestOf(contract, components),
    response: [],
    ...(givesTokens(contract) && { event: [{ listen: 'test', script: { type: 'text/javascript', exec: keepTokens } }] }),
  };
}

/** The API as a collection (Postman v2.1, which Bruno, Insomnia and others import too): a folder per tag, a request per endpoint. */
export function postmanCollection() {
  const components: Components = new Map();
  const byTag = Map.groupBy(contracts, ({ tag }) => tag);
  return {
    info: {
      name: 'Gatehouse API',
      description: 'Made of the contracts. Sign in with a password first: the other requests use its token.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{access_token}}', type: 'string' }] },
    variable: [
      { key: 'base_url', value: env().APP_URL },
      { key: 'access_token', value: '' },
      { key: 'refresh_token', value: '' },
    ],
    item: [...byTag].map(([name, endpoints]) => ({ name, item: endpoints.map((contract) => itemOf(contract, components)) })),
  };
}

/** GET /api/v1/postman.json */
export const answerPostman = publishedDocument('application/json', () => JSON.stringify(postmanCollection()));
