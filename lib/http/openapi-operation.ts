import { type Endpoint, isWrite } from '#lib/contracts/endpoint.ts';
import { env } from '#lib/env.ts';
import { type ErrorCode, errorTable } from '#lib/errors.ts';
import { defaultPool, poolNamePattern } from '#lib/pools/pool-name.ts';
import { limitTable } from '#lib/rate-limit/limit-table.ts';
import { anonymousRule, callerRule, type LimitRule, limitRule } from '#lib/rate-limit/rules.ts';
import { exampleError } from './example-error.ts';
import { type Components, type JsonSchema, toJsonSchema } from './openapi-schemas.ts';

const limitHeaders = Object.fromEntries(
  ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);
const headers = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' }, ...limitHeaders };

/** What `route()` can answer by itself, besides the errors that the contract names. */
export function errorsOf(contract: Endpoint): ErrorCode[] {
  const codes = new Set<ErrorCode>(['VALIDATION_FAILED', ...contract.errors, 'RATE_LIMITED', 'INTERNAL', 'UNAVAILABLE']);
  if (contract.body || contract.upload) for (const code of ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) codes.add(code);
  if (contract.params) codes.add('NOT_FOUND');
  if (!('anyone' in contract.access)) for (const code of ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_REVOKED'] as const) codes.add(code);
  // Where a second factor is required and none is set up yet.
  if (!('anyone' in contract.access) && !('duringEnrolment' in contract.access)) codes.add('SECOND_FACTOR_ENROLMENT_REQUIRED');
  // Writes are refused when another site makes a browser send them, keys where a session is asked for.
  if (!('anyone' in contract.access) || contract.method !== 'GET') codes.add('FORBIDDEN');
  if ('stepUp' in contract.access && contract.access.stepUp) codes.add('STEP_UP_REQUIRED');
  if (isWrite(contract)) for (const code of ['CONFLICT', 'IDEMPOTENCY_MISMATCH'] as const) codes.add(code);
  return [...codes];
}

function errorResponse(status: number, codes: ErrorCode[]): JsonSchema {
  const retry = status === 429 || status === 503 ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {};
  const narrowed = { type: 'object', properties: { error: { type: 'object', properties: { code: { enum: codes } } } } };
  return {
    description: codes.map((code) => `[\`${code}\`](/docs/errors/${code}): ${errorTable[code].message}`).join(' '),
    headers: { ...headers, ...retry },
    content: {
      'application/json': {
        schema: { allOf: [{ $ref: '#/components/schemas/Error' }, narrowed] },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleError(code) }])),
      },
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    },
  };
}

function namedHeaders(...names: (string | false | undefined)[]): JsonSchema {
  return Object.fromEntries(names.flatMap((name) => (name ? [[name, { $ref: `#/components/headers/${name}` }]] : [])));
}

function responsesOf(contract: Endpoint, components: Components): Record<string, JsonSchema> {
  const responses: Record<string, JsonSchema> = {};
  for (const [status, schema] of Object.entries(contract.responses)) {
    if (Number(status) >= 300) {
      const location = { description: 'Where to go on.', schema: { type: 'string', format: 'uri' } };
      responses[status] = { description: contract.summary, headers: { ...headers, Location: location } };
      continue;
    }
    if (contract.file) {
      const content = Object.fromEntries(contract.file.map((mediaType) => [mediaType, { schema: { type: 'string' } }]));
      const disposition = { description: 'The name of the file.', schema: { type: 'string' } };
      responses[status] = { description: contract.summary, headers: { ...headers, 'Content-Disposition': disposition }, content };
      continue;
    }
    const data = toJsonSchema(schema, 'output', components);
    const replayed = isWrite(contract) && !contract.secretAnswer;
    const envelope = {
      type: 'object',
      required: ['success', 'data', ...(contract.paged ? ['pagination'] : []), 'metadata'],
      properties: {
        success: { const: true },
        data,
        ...(contract.paged && { pagination: { $ref: '#/components/schemas/Pagination' } }),
        metadata: { $ref: '#/components/schemas/Metadata' },
      },
    };
    responses[status] = {
      description: contract.summary,
      headers: { ...headers, ...namedHeaders(replayed && 'Idempotency-Replayed', contract.versioned && 'ETag', contract.paged && 'Link') },
      content: { 'application/json': { schema: envelope } },
    };
  }
  if (contract.versioned && contract.method === 'GET')
    responses['304'] = { description: 'You have this version already.', headers: { ...headers, ...namedHeaders('ETag') } };
  const byStatus = Map.groupBy(errorsOf(contract), (code) => errorTable[code].status);
  for (const [status, codes] of [...byStatus].sort(([left], [right]) => left - right)) responses[status] = errorResponse(status, codes);
  return responses;
}

/** Under which row of the table of limits an endpoint falls; null: by address without credentials, by role with some. */
function ownRule(contract: Endpoint): LimitRule | null {
  const path = `/api/v1${contract.path}`;
  return limitRule(contract.method, path, true) ?? callerRule(contract.method, path);
}

const idempotencyKey: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Names this write for 24 hours: repeating it with the same key and body runs nothing and answers what the first one did. Another body is IDEMPOTENCY_MISMATCH; while the first one runs it is CONFLICT.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$', examples: ['8e03978e-40d5-43dd-bc93-6894a57f9324'] },
};

function limitText(contract: Endpoint): string {
  const rule = ownRule(contract) ?? anonymousRule;
  const limit = env().RATE_LIMITS[rule.name];
  const each = limitTable[rule.name].scope === 'address' ? 'per address' : 'per caller';
  const text = limit ? `${limit.max} requests in ${limit.windowSeconds} s ${each}` : `no limit ${each}`;
  return rule === anonymousRule ? `Limit: ${text} without credentials, otherwise by role.` : `Limit: ${text}.`;
}

/** `x-rate-limit`: the same for programs. `name` is the one in `RATE_LIMITS`; requests of one `bucket` are counted together. */
function limitExtension(contract: Endpoint): JsonSchema {
  const { name, bucket } = ownRule(contract) ?? { name: 'role', bucket: 'api' };
  return { name, bucket, scope: name === 'role' ? 'caller' : limitTable[name].scope };
}

const ifMatch: JsonSchema = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of what you change: PRECONDITION_FAILED when it is not that any more. `*` for whatever it is.',
  schema: { type: 'string', examples: ['"7"'] },
};

const ifNoneMatch: JsonSchema = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of what you have: 304 without a body when it is still that.',
  schema: { type: 'string', examples: ['"7"'] },
};

const poolParameter: JsonSchema = {
  name: 'X-Gatehouse-Pool',
  in: 'header',
  required: false,
  description:
    'Whose accounts it is about, such as customers or staff. Left out: those of the application whose page asks, otherwise `default`. Whoever is signed in acts in their own pool.',
  schema: { type: 'string', pattern: poolNamePattern.source, examples: [defaultPool] },
};

function conditionsOf(contract: Endpoint): JsonSchema[] {
  return [
    ...('anyone' in contract.access && contract.method === 'POST' ? [poolParameter] : []),
    ...(isWrite(contract) ? [idempotencyKey] : []),
    ...(contract.errors.includes('PRECONDITION_FAILED') ? [ifMatch] : []),
    ...(contract.versioned && contract.method === 'GET' ? [ifNoneMatch] : []),
  ];
}

function secretText(contract: Endpoint): string {
  return contract.secretAnswer
    ? 'The answer is given once: a repeat with the same `Idempotency-Key` is CONFLICT with the reason `answer_not_kept`.'
    : '';
}

function deprecationText({ deprecated }: Endpoint): string {
  if (!deprecated) return '';
  const until = deprecated.sunset ? ` It answers until ${deprecated.sunset}.` : '';
  return `Deprecated since ${deprecated.since}.${until} [What to use instead](${deprecated.link})`;
}

function parametersOf(contract: Endpoint, components: Components): JsonSchema[] {
  const places = [
    ['path', contract.params],
    ['query', contract.query],
  ] as const;
  const declared = places.flatMap(([place, schema]) =>
    Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
      name,
      in: place,
      required: place === 'path' || !field.safeParse(undefined).success,
      schema: toJsonSchema(field, 'input', components),
    })),
  );
  return [...declared, ...conditionsOf(contract)];
}

const oauthText =
  'Also takes `application/x-www-form-urlencoded`, as the RFC has it. Then the answer is the bare object without the envelope, errors are `{ "error", "error_description" }`, and parameters that are not known are ignored.';

const clientText = 'Service accounts may also send their client id and secret as HTTP Basic (RFC 6749 §2.3.1).';

function callersText({ access, clientCredentials }: Endpoint): string {
  if (clientCredentials) return clientText;
  if ('anyone' in access) return '';
  if (access.stepUp) return 'Only for a session with a fresh proof (`POST /auth/step-up`): neither API keys nor service accounts.';
  if ('user' in access)
    return access.apiKeys ? `Also for the user’s API keys with the scope \`${access.apiKeys}\`.` : 'Only for a session, not for API keys.';
  return '';
}

/** How a caller can show who it is. An API key is a bearer as well; the scheme says where one is let in. */
function securityOf({ access, clientCredentials }: Endpoint): JsonSchema[] {
  if ('anyone' in access) return [];
  const isOpenToKeys = 'user' in access ? access.apiKeys !== undefined : !access.stepUp;
  return [
    { bearer: [] },
    { cookie: [] },
    ...(isOpenToKeys ? [{ apiKey: [] }] : []),
    ...(('permission' in access || 'organization' in access) && isOpenToKeys ? [{ clientCredentials: [] }] : []),
    ...(clientCredentials ? [{ clientBasic: [] }] : []),
  ];
}

/** Which permission it needs, and where. */
function permissionText({ access }: Endpoint): string {
  if ('permission' in access) return `Needs the permission \`${access.permission}\`.`;
  if (!('organization' in access)) return '';
  return `Needs the permission \`${access.organization}\` in the organization, as its members have by their role there, or \`admin.organizations.*\`.`;
}

/** One contract as an OpenAPI 3.1 operation. */
export function operationOf(contract: Endpoint, components: Components): JsonSchema {
  const permission = permissionText(contract);
  const parameters = parametersOf(contract, components);
  const schema = contract.body && toJsonSchema(contract.body, 'input', components);
  const file = contract.upload?.map((mediaType) => [mediaType, { schema: { type: 'string' } }]);
  const content = schema
    ? { 'application/json': { schema }, ...(contract.oauth && { 'application/x-www-form-urlencoded': { schema } }) }
    : file && Object.fromEntries(file);
  const body = content && { required: true, content };
  return {
    operationId: contract.id,
    tags: [contract.tag],
    summary: contract.summary,
    description: [
      contract.description,
      contract.oauth && oauthText,
      permission,
      callersText(contract),
      secretText(contract),
      deprecationText(contract),
      limitText(contract),
    ]
      .filter(Boolean)
      .join('\n\n'),
    security: securityOf(contract),
    'x-rate-limit': limitExtension(contract),
    ...(contract.deprecated && { deprecated: true }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: responsesOf(contract, components),
  };
}
