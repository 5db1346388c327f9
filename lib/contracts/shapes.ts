import { z } from 'zod';
import { timestamp } from './fields.ts';

export const userShape = z
  .object({
    id: z.uuid(),
    email: z.string(),
    email_verified: z.boolean(),
    username: z.string().nullable(),
    name: z.string().nullable(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    phone: z.string().nullable(),
    phone_verified: z.boolean(),
    avatar_url: z.string().nullable(),
    locale: z.string(),
    timezone: z.string(),
    status: z.enum(['pending', 'active', 'suspended', 'deletion_scheduled', 'erased']),
    roles: z.array(z.string()),
    permissions: z.array(z.string()),
    second_factor_enabled: z.boolean(),
    metadata: z.record(z.string(), z.unknown()),
    created_at: timestamp,
    updated_at: timestamp,
    last_sign_in_at: timestamp.nullable(),
  })
  .meta({ id: 'User' });
export type UserShape = z.output<typeof userShape>;

export const sessionShape = z
  .object({
    id: z.uuid(),
    current: z.boolean(),
    kind: z.enum(['browser', 'api']),
    method: z.string(),
    amr: z.array(z.string()).meta({ description: 'What was proved, by the names of RFC 8176.' }),
    created_at: timestamp,
    last_seen_at: timestamp,
    expires_at: timestamp,
    ip: z.string().nullable(),
    country: z.string().nullable().meta({ description: 'ISO 3166-1 alpha-2, where the address is registered.' }),
    device: z.object({ type: z.string().nullable(), os: z.string().nullable(), browser: z.string().nullable() }),
    trusted: z.boolean(),
    impersonation: z
      .object({ reason: z.string() })
      .nullable()
      .meta({ description: 'An administrator acts as the user through it, and why; null: the user signed in.' }),
  })
  .meta({ id: 'Session' });
export type SessionShape = z.output<typeof sessionShape>;

export const auditEventShape = z
  .object({
    id: z.uuid(),
    action: z.string(),
    result: z.string(),
    reason: z.string().nullable(),
    actor: z
      .object({ type: z.string(), id: z.uuid().nullable(), label: z.string().nullable() })
      .meta({ description: '`impersonator`: an administrator who acted as the subject.' }),
    explanation: z.string().nullable().meta({ description: 'Why an administrator acted as the subject, in their words.' }),
    api_key_id: z.uuid().nullable().meta({ description: 'The API key with which the actor called.' }),
    subject_id: z.uuid().nullable(),
    target: z.object({ type: z.string(), id: z.string() }).nullable(),
    changes: z
      .record(z.string(), z.object({ before: z.unknown(), after: z.unknown() }))
      .optional()
      .meta({
        description:
          'By field, how it was and how it is, with the reason that was given. In the trail only, and not once its subject is erased.',
      }),
    organization_id: z.uuid().nullable(),
    ip: z.string().nullable(),
    country: z.string().nullable(),
    device: z.string().nullable(),
    request_id: z.string().nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'AuditEvent' });
export type AuditEventShape = z.output<typeof auditEventShape>;

/** What a finished sign-in answers. The tokens are absent in cookie mode. */
export const signedInShape = z
  .object({
    status: z.literal('signed_in'),
    session_id: z.uuid(),
    user: userShape.nullable().meta({ description: 'Null while a second factor must be set up first.' }),
    token_type: z.literal('Bearer').optional(),
    access_token: z.string().optional(),
    expires_in: z.int().optional(),
    refresh_token: z.string().optional(),
    refresh_expires_in: z.int().optional(),
  })
  .meta({ id: 'SignedIn' });
export type SignedInShape = z.output<typeof signedInShape>;

export const factorMethod = z.enum(['passkey', 'totp', 'sms', 'email', 'backup_code']);

/** A first factor was proved and a second one is owed; only the challenge can continue. */
export const secondFactorRequiredShape = z
  .object({
    status: z.literal('second_factor_required'),
    challenge_token: z.string().optional().meta({ description: 'Absent in cookie mode: the browser carries it.' }),
    methods: z
      .array(factorMethod)
      .meta({ description: 'Empty where nothing is left to prove it with: then only `POST /auth/recovery` leads on.' }),
    expires_in: z.int(),
  })
  .meta({ id: 'SecondFactorRequired' });
export type SecondFactorRequiredShape = z.output<typeof secondFactorRequiredShape>;
