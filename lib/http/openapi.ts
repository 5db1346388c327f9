import { contracts } from '#lib/contracts/index.ts';
import { env } from '#lib/env.ts';
import { permissionCatalogue } from '#lib/roles/catalogue.ts';
import { sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { operationOf } from './openapi-operation.ts';
import { type Components, envelopes, type JsonSchema } from './openapi-schemas.ts';
import { publishedDocument } from './published-document.ts';

const introduction = `JSON in and out, names in \`snake_case\`, times in UTC (ISO 8601), ids are UUIDs.

**Callers.** Send \`Authorization: Bearer <access token or API key>\`, or the session cookie from the same origin; never both.

**Answers.** \`{ "success": true, "data", "metadata" }\`, or \`{ "success": false, "error": { "code", "message", "details" }, "metadata" }\`; with \`Accept: application/problem+json\` errors come as RFC 9457 problem details. Unknown fields in a request are refused; answers may gain fields at any time.

**Limits.** \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` (seconds) are on every limited answer; 429 carries \`Retry-After\`.

**Lists** come in pages: \`limit\`, \`cursor\`, and in the answer \`pagination\` and a \`Link\` header with the next page. A cursor is good for the list it came from; what is added meanwhile moves nothing.

**Versions.** Answers about users, settings and applications carry an \`ETag\`. Send it as \`If-Match\` with a change, and the change is refused (412) when somebody was faster; send it as \`If-None-Match\` with a GET, and nothing new is a 304.

**Repeating.** Give a write an \`Idempotency-Key\` of your own (a random UUID, say) and it is carried out at most once in 24 hours, however often it arrives: a repeat with the same body gets the first answer, marked \`Idempotency-Replayed: true\`; answers on 5xx and 429 are not kept. A key belongs to the session or address that used it.`;

function headerComponents(): Record<string, JsonSchema> {
  const header = (description: string, type: 'integer' | 'string') => ({ description, schema: { type } });
  return {
    'X-Request-Id': header('Identifies this request in the logs and the audit trail.', 'string'),
    'RateLimit-Limit': header('Requests allowed in the window.', 'integer'),
    'RateLimit-Remaining': header('Requests left in the window.', 'integer'),
    'RateLimit-Reset': header('Seconds until the window starts anew.', 'integer'),
    'Idempotency-Replayed': header('`true` when this is the answer to an earlier request with the same key.', 'string'),
    ETag: header('Names this version; send it as `If-Match` or `If-None-Match`.', 'string'),
    Link: header('Addresses of the first and the next page (`rel="first"`, `rel="next"`, RFC 8288).', 'string'),
    'Retry-After': header('Seconds until a retry makes sense.', 'integer'),
  };
}

/** The OpenAPI 3.1 document of the whole API, made of the contracts. */
export function openApiDocument() {
  const components: Components = new Map();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const contract of contracts) {
    const operations = paths[contract.path] ?? {};
    operations[contract.method.toLowerCase()] = operationOf(contract, components);
    paths[contract.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Gatehouse API', version: '1', summary: 'Accounts, sign-in, sessions and roles.', description: introduction },
    servers: [{ url: `${env().APP_URL}/api/v1` }],
    tags: [...new Set(contracts.map((contract) => contract.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...Object.fromEntries(components), ...envelopes },
      headers: headerComponents(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token of a sign-in in token mode.' },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'gate_live_…',
          description: 'An API key of a user or of a service account. It opens what its scopes name and its owner holds right now.',
        },
        clientCredentials: {
          type: 'oauth2',
          description: 'A service account (RFC 6749 §4.4).',
          flows: { clientCredentials: { tokenUrl: `${env().APP_URL}/api/v1/auth/token`, scopes: permissionCatalogue } },
        },
        clientBasic: { type: 'http', scheme: 'basic', description: 'The client id and secret of a service account (RFC 6749 §2.3.1).' },
        cookie: { type: 'apiKey', in: 'cookie', name: sessionCookieName(), description: 'The session of a browser on our own pages.' },
      },
    },
  };
}

/** GET /api/v1/openapi.json: the plain document, without the envelope. */
export const answerOpenApi = publishedDocument('application/json', () => JSON.stringify(openApiDocument()));
