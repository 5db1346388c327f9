import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { contracts } from '#lib/contracts/index.ts';
import { env } from '#lib/env.ts';
import { errorTable } from '#lib/errors.ts';
import { exampleBody } from './example-body.ts';
import { errorsOf, operationOf } from './openapi-operation.ts';
import type { Components } from './openapi-schemas.ts';
import { publishedDocument } from './published-document.ts';

function whoMayCall({ access }: Endpoint): string {
  if ('anyone' in access) return '';
  const held = 'organization' in access ? `${access.organization} in the organization` : 'signed in';
  const who = 'permission' in access ? `permission ${access.permission}` : held;
  return ` (${who}${access.stepUp ? ', fresh proof' : ''})`;
}

function introduction(): string {
  const { APP_URL } = env();
  return `# Gatehouse

> A self-hosted identity platform: sign-in pages, account pages, an admin console and an auth API on PostgreSQL. It runs at ${APP_URL}.

How an application uses it:

1. Sign people in: \`POST ${APP_URL}/api/v1/auth/login\` with \`{ "email", "password" }\` answers \`{ "success": true, "data": { "status": "signed_in", "access_token", "expires_in", "refresh_token", "session_id", "user" } }\`, or status 202 with \`"status": "second_factor_required"\`, a \`challenge_token\` and \`methods\`; then \`POST /auth/2fa/verify\`.
2. Send \`Authorization: Bearer <access_token>\`. Access tokens live 15 minutes.
3. Renew with \`POST /auth/refresh\`: each refresh token works once; a second use after ten seconds ends the session. Renew once for all waiting calls.
4. In your services verify the token yourself: keys at ${APP_URL}/.well-known/jwks.json, \`iss\` and \`aud\` are ${APP_URL}, header \`typ\` is \`at+jwt\`, algorithms EdDSA, ES256 or RS256. Claims: \`sub\` (user), \`sid\` (session), \`roles\`, \`permissions\`. Look unknown \`kid\`s up again: keys rotate. To refuse ended sessions before the token's end, ask \`POST /auth/introspect\`.
5. Decide by \`error.code\`, never by the message. Unknown request fields are refused; answers may gain fields.

Paths are below ${APP_URL}/api/v1. JSON, \`snake_case\`, UTC ISO 8601, UUIDs. Lists take \`limit\` and \`cursor\`. Writes take an \`Idempotency-Key\`. 429 carries \`Retry-After\`. A browser on another origin needs that origin allowed for an application.

## Documents
- [OpenAPI 3.1](${APP_URL}/api/v1/openapi.json): every endpoint, request and answer
- [All of it as text](${APP_URL}/llms-full.txt): each endpoint with a body to try and its errors
- [API reference](${APP_URL}/docs): the same for people
- [Error codes](${APP_URL}/docs/errors): what each means and what to do
- [Postman collection](${APP_URL}/api/v1/postman.json): also for Bruno and Insomnia
- [Signing keys](${APP_URL}/.well-known/jwks.json): JWKS
`;
}

function listed(contract: Endpoint): string {
  return `- \`${contract.method} ${contract.path}\`${whoMayCall(contract)}: ${contract.summary}`;
}

function told(contract: Endpoint, components: Components): string {
  const { description } = operationOf(contract, components);
  const body = exampleBody(contract, components);
  const codes = errorsOf(contract).map((code) => `${code} ${errorTable[code].status}`);
  return [
    `### ${contract.method} ${contract.path}\n${contract.summary}${whoMayCall(contract)}.`,
    description ? String(description) : '',
    contract.query
      ? `Query: ${Object.keys(contract.query.shape)
          .map((name) => `\`${name}\``)
          .join(', ')}.`
      : '',
    body === undefined ? '' : `\`\`\`json\n${JSON.stringify(body)}\n\`\`\``,
    `Answers ${Object.keys(contract.responses).join(', ')}. Errors: ${codes.join(', ')}.`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function sections(tell: (contract: Endpoint) => string, between: string): string {
  const byTag = Map.groupBy(contracts, ({ tag }) => tag);
  return [...byTag].map(([tag, endpoints]) => `## ${tag}\n${endpoints.map(tell).join(between)}\n`).join('\n');
}

/** What a language model has to know to integrate Gatehouse (llmstxt.org). */
export function llmsText(): string {
  return `${introduction()}\n${sections(listed, '\n')}`;
}

/** The same with every endpoint's description, a body to try and its errors. */
export function llmsFullText(): string {
  const components: Components = new Map();
  return `${introduction()}\n${sections((contract) => told(contract, components), '\n\n')}`;
}

/** GET /llms.txt and /llms-full.txt */
export const answerLlmsText = publishedDocument('text/plain; charset=utf-8', llmsText);
export const answerLlmsFullText = publishedDocument('text/plain; charset=utf-8', llmsFullText);
