import { z } from 'zod';
import { type DataOf, endpoint } from './endpoint.ts';
import { plainText, timestamp, token } from './fields.ts';
import { assertion, requestOptions } from './passkeys.ts';
import { factorMethod, signedInShape } from './shapes.ts';

const factorCode = plainText(32)
  .min(1, 'Enter the code.')
  .meta({ description: 'Six digits of the app or of the message, or a backup code.', example: '123456' });
const ownFactor = z.enum(['passkey', 'totp', 'sms', 'email']);
const sentFactor = z.enum(['sms', 'email']);
const backupCodes = z.object({ backup_codes: z.array(z.string()) });

export const verifySecondFactor = endpoint({
  id: 'verifySecondFactor',
  method: 'POST',
  path: '/auth/2fa/verify',
  tag: 'Second factors',
  summary: 'Prove the second factor and finish signing in',
  description: 'In cookie mode leave `challenge_token` out: the browser carries it in a cookie.',
  access: { anyone: true },
  body: z
    .strictObject({
      challenge_token: token.optional(),
      method: factorMethod,
      code: factorCode.optional(),
      credential: assertion.optional(),
      trust_device: z.boolean().optional(),
    })
    .refine(({ method, code }) => method === 'passkey' || code !== undefined, { path: ['code'], message: 'Enter the code.' })
    .refine(({ method, credential }) => method !== 'passkey' || credential !== undefined, {
      path: ['credential'],
      message: 'A passkey has to answer.',
    }),
  secretAnswer: true,
  responses: { 200: signedInShape },
  errors: ['INVALID_TOKEN', 'INVALID_CODE'],
});

export const startSecondFactor = endpoint({
  id: 'startSecondFactor',
  method: 'POST',
  path: '/auth/2fa/challenge',
  tag: 'Second factors',
  summary: 'Get what a second factor needs before it can be proved',
  description:
    'For a passkey: the options its browser needs. For `sms` and `email`: sends a code, older ones stop working; beyond the limits nothing is sent and the answer is the same. In cookie mode leave `challenge_token` out.',
  access: { anyone: true },
  body: z.strictObject({ challenge_token: token.optional(), method: z.enum(['passkey', 'sms', 'email']) }),
  secretAnswer: true,
  responses: {
    200: z.object({ method: z.literal('passkey'), options: requestOptions }),
    202: z.object({ status: z.literal('accepted') }),
  },
  errors: ['INVALID_TOKEN', 'NOT_FOUND'],
});

/** What `startSecondFactor` answers. */
export type FactorStart = DataOf<typeof startSecondFactor>;

export const setupFactor = endpoint({
  id: 'setupFactor',
  method: 'POST',
  path: '/auth/2fa/setup',
  tag: 'Second factors',
  summary: 'Begin to set up a second factor',
  description:
    'For an authenticator app answers its secret. For `sms` and `email` sends a code: to the confirmed phone number, or to the address of somebody who has another way to sign in.',
  access: { user: true, stepUp: true, duringEnrolment: true },
  body: z.strictObject({ method: z.enum(['totp', 'sms', 'email']) }),
  secretAnswer: true,
  responses: {
    200: z.union([
      z.object({ setup_id: z.uuid(), secret: z.string(), otpauth_url: z.string(), qr_svg: z.string() }),
      z.object({ setup_id: z.uuid(), expires_in: z.int() }),
    ]),
  },
  errors: ['CONFLICT'],
});

export const enableFactor = endpoint({
  id: 'enableFactor',
  method: 'POST',
  path: '/auth/2fa/enable',
  tag: 'Second factors',
  summary: 'Switch a factor on',
  description:
    'With a code from it; passkeys, which are proved when they are made, by their name. With the first factor come ten backup codes, shown this once.',
  access: { user: true, stepUp: true, duringEnrolment: true },
  body: z.union([z.strictObject({ setup_id: z.uuid(), code: factorCode }), z.strictObject({ method: z.literal('passkey') })]),
  secretAnswer: true,
  responses: { 200: backupCodes.partial() },
  errors: ['INVALID_CODE', 'NOT_FOUND', 'CONFLICT'],
});

export const disableFactor = endpoint({
  id: 'disableFactor',
  method: 'POST',
  path: '/auth/2fa/disable',
  tag: 'Second factors',
  summary: 'Switch a factor off',
  access: { user: true, stepUp: true },
  body: z.strictObject({ method: ownFactor }),
  responses: { 200: z.object({ disabled: z.literal(true) }) },
  errors: ['NOT_FOUND', 'CONFLICT'],
});

export const renewBackupCodes = endpoint({
  id: 'renewBackupCodes',
  method: 'POST',
  path: '/auth/2fa/backup-codes',
  tag: 'Second factors',
  summary: 'Make ten new backup codes; the old ones are void',
  access: { user: true, stepUp: true },
  body: z.strictObject({}),
  secretAnswer: true,
  responses: { 200: backupCodes },
  errors: ['NOT_FOUND'],
});

export const listFactors = endpoint({
  id: 'listFactors',
  method: 'GET',
  path: '/users/me/factors',
  tag: 'Second factors',
  summary: 'My second factors',
  access: { user: true, duringEnrolment: true, impersonated: true },
  responses: {
    200: z.object({
      factors: z.array(z.object({ method: ownFactor, created_at: timestamp, last_used_at: timestamp.nullable() })),
      backup_codes_left: z.int(),
    }),
  },
  errors: [],
});

const trustedDevice = z
  .object({
    id: z.uuid(),
    device: z.object({ type: z.string().nullable(), os: z.string().nullable(), browser: z.string().nullable() }),
    ip: z.string().nullable(),
    created_at: timestamp,
    last_used_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: 'TrustedDevice' });

export const listTrustedDevices = endpoint({
  id: 'listTrustedDevices',
  method: 'GET',
  path: '/users/me/trusted-devices',
  tag: 'Second factors',
  summary: 'Browsers that need not prove the second factor',
  access: { user: true, impersonated: true },
  responses: { 200: z.array(trustedDevice) },
  errors: [],
});

export const revokeTrustedDevice = endpoint({
  id: 'revokeTrustedDevice',
  method: 'DELETE',
  path: '/users/me/trusted-devices/{device_id}',
  tag: 'Second factors',
  summary: 'Take the trust back from one browser',
  access: { user: true },
  params: z.object({ device_id: z.uuid() }),
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['NOT_FOUND'],
});

const stepUpMethod = z.enum(['passkey', 'password', 'totp', 'sms', 'email', 'backup_code']);

export const startStepUp = endpoint({
  id: 'startStepUp',
  method: 'POST',
  path: '/auth/step-up',
  tag: 'Second factors',
  summary: 'How I can confirm that it is me',
  description: 'Sends a code by text message or e-mail where that is the first of the methods, or the one that `method` names.',
  access: { user: true, duringEnrolment: true },
  body: z.strictObject({ method: sentFactor.optional() }),
  secretAnswer: true,
  responses: {
    200: z.object({
      methods: z.array(stepUpMethod).meta({
        description: 'Empty where nothing is left to confirm it with: sign in again, not in a trusted browser, and recover the account.',
      }),
      fresh_until: timestamp.nullable(),
      passkey_options: requestOptions.optional(),
    }),
  },
  errors: [],
});

export const verifyStepUp = endpoint({
  id: 'verifyStepUp',
  method: 'POST',
  path: '/auth/step-up/verify',
  tag: 'Second factors',
  summary: 'Confirm that it is me, for ten minutes of this session',
  access: { user: true, duringEnrolment: true },
  body: z.strictObject({
    method: stepUpMethod,
    code: plainText(32).optional(),
    password: z.string().min(1).max(512).optional(),
    credential: assertion.optional(),
  }),
  responses: { 200: z.object({ fresh_until: timestamp }) },
  errors: ['INVALID_CODE', 'INVALID_CREDENTIALS', 'ACCOUNT_LOCKED'],
});
