import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { timestamp } from './fields.ts';

const connectionShape = z
  .object({
    id: z.uuid(),
    provider: z.string().nullable().meta({ description: 'The provider’s id; null when it is not configured any more.', example: 'google' }),
    label: z.string().meta({ example: 'Google' }),
    email: z.string().nullable().meta({ description: 'The address at the provider. It identifies nobody.' }),
    connected_at: timestamp,
    last_used_at: timestamp.nullable(),
  })
  .meta({ id: 'Connection' });

export type ConnectionShape = z.output<typeof connectionShape>;

export const listConnections = endpoint({
  id: 'listConnections',
  method: 'GET',
  path: '/users/me/connections',
  tag: 'Connections',
  summary: 'Providers I can sign in with',
  access: { user: true, impersonated: true },
  responses: { 200: z.array(connectionShape) },
  errors: [],
});

export const createConnection = endpoint({
  id: 'createConnection',
  method: 'POST',
  path: '/users/me/connections',
  tag: 'Connections',
  summary: 'Begin to connect a provider',
  description:
    'For browsers: send the browser to `authorization_url`. The provider sends it back, and the identity is connected if the session is still the same.',
  access: { user: true, stepUp: true },
  body: z.strictObject({ provider: z.string().regex(/^[a-z0-9]{1,40}$/, 'This is not the id of a provider.') }),
  secretAnswer: true,
  responses: { 200: z.object({ authorization_url: z.url() }) },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'UNAVAILABLE'],
});

export const acceptOfferedConnection = endpoint({
  id: 'acceptOfferedConnection',
  method: 'POST',
  path: '/users/me/connections/offer',
  tag: 'Connections',
  summary: 'Connect the provider that was tried before signing in',
  description: 'For the browser in which a provider met an account with the same address, within ten minutes, once.',
  access: { user: true, stepUp: true },
  body: z.strictObject({}),
  responses: { 200: z.object({ connected: z.literal(true) }) },
  errors: ['NOT_FOUND', 'CONFLICT'],
});

export const deleteConnection = endpoint({
  id: 'deleteConnection',
  method: 'DELETE',
  path: '/users/me/connections/{connection_id}',
  tag: 'Connections',
  summary: 'Disconnect a provider',
  access: { user: true, stepUp: true },
  params: z.object({ connection_id: z.uuid() }),
  responses: { 200: z.object({ disconnected: z.literal(true) }) },
  errors: ['NOT_FOUND', 'LAST_SIGN_IN_METHOD'],
});
