import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** Whatever somebody holds for a token. One that is none is not active, which is an answer and no mistake. */
const anyToken = z.string().min(1, 'Give a token.').max(4096, 'No token of ours is longer than 4096 characters.');

const hint = z.string().max(64).optional().meta({ description: 'Not needed: a token is known by itself. Any hint is accepted.' });

export const introspectionShape = z
  .discriminatedUnion('active', [
    z.object({ active: z.literal(false) }),
    z.object({
      active: z.literal(true),
      scope: z.string().meta({ description: 'The permissions, separated by spaces.' }),
      username: z.string().optional(),
      token_type: z.literal('Bearer'),
      exp: z.int(),
      iat: z.int(),
      nbf: z.int(),
      sub: z.string(),
      aud: z.string(),
      iss: z.string(),
      jti: z.string(),
      sid: z.uuid().optional().meta({ description: 'The session of a user.' }),
      pool: z.string().optional().meta({ description: 'The pool of a user: customers, staff.', example: 'default' }),
      act: z
        .object({ sub: z.uuid() })
        .optional()
        .meta({ description: 'The administrator who acts as the user (RFC 8693 §4.1): it is not the user who sits there.' }),
      client_id: z.uuid().optional().meta({ description: 'The service account, where it is one’s token.' }),
      roles: z.array(z.string()).meta({ description: 'As they are now, whatever the token says.' }),
      permissions: z.array(z.string()).meta({ description: 'As they are now, whatever the token says.' }),
    }),
  ])
  .meta({ id: 'Introspection' });
export type IntrospectionShape = z.output<typeof introspectionShape>;

const inactive =
  'A token that does not count answers `{ "active": false }` and nothing else, whatever the reason: expired, revoked, of somebody suspended, of another kind, or none at all. Only access tokens are active.';

export const clientTokenShape = z
  .object({
    token_type: z.literal('Bearer'),
    access_token: z.string(),
    expires_in: z.int().meta({ description: 'Seconds.' }),
    scope: z.string().meta({ description: 'What it is for, separated by spaces.' }),
  })
  .meta({ id: 'ClientToken' });
export type ClientTokenShape = z.output<typeof clientTokenShape>;

export const issueToken = endpoint({
  id: 'issueToken',
  method: 'POST',
  path: '/auth/token',
  tag: 'Tokens',
  summary: 'An access token for a service account’s client credentials (RFC 6749 §4.4)',
  description:
    'Credentials as HTTP Basic or in the body. The token is checked against the account and its secret at each use: it ends with either. There is no refresh token. Wrong credentials count as failed sign-ins of the address; right ones only towards the limit below.',
  access: { anyone: true },
  body: z.strictObject({
    grant_type: z.string().max(64).meta({ example: 'client_credentials' }),
    client_id: z.string().max(64).optional(),
    client_secret: z.string().max(128).optional(),
    scope: z
      .string()
      .max(2000)
      .optional()
      .meta({ description: 'A part of what the account may do; left out: all of it.', example: 'tokens.introspect' }),
  }),
  oauth: true,
  secretAnswer: true,
  responses: { 200: clientTokenShape },
  errors: ['UNAUTHENTICATED'],
});

export const introspect = endpoint({
  id: 'introspectToken',
  method: 'POST',
  path: '/auth/introspect',
  tag: 'Tokens',
  summary: 'Ask whether an access token counts (RFC 7662)',
  description: `Session, user, roles and permissions are read at each call: what was revoked is not active any more. ${inactive}`,
  access: { permission: 'tokens.introspect' },
  body: z.strictObject({ token: anyToken, token_type_hint: hint }),
  oauth: true,
  clientCredentials: true,
  readOnly: true,
  responses: { 200: introspectionShape },
  errors: [],
});

export const introspectBatch = endpoint({
  id: 'introspectTokens',
  method: 'POST',
  path: '/auth/introspect/batch',
  tag: 'Tokens',
  summary: 'Ask about up to 100 access tokens at once',
  description: `One answer for each token, in the same order. ${inactive}`,
  access: { permission: 'tokens.introspect' },
  body: z.strictObject({ tokens: z.array(anyToken).min(1, 'Give a token.').max(100, 'Ask about at most 100 tokens.') }),
  readOnly: true,
  responses: { 200: z.array(introspectionShape) },
  errors: [],
});

export const revoke = endpoint({
  id: 'revokeToken',
  method: 'POST',
  path: '/auth/revoke',
  tag: 'Tokens',
  summary: 'Give a token back (RFC 7009)',
  description:
    'Whoever holds a token may end it. An access or a refresh token ends its session with every token of it, an API key is revoked and its owner told by mail, on every instance at once. A service account’s token ends with its secret, not here (400 `unsupported_token_type`). Answers the same for a token that is not known or has ended already. A caller needs no credentials; a service account that sends its own is counted as itself.',
  access: { anyone: true },
  body: z.strictObject({ token: anyToken, token_type_hint: hint }),
  oauth: true,
  clientCredentials: true,
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['UNAUTHENTICATED'],
});
