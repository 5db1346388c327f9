import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { email, plainText, timestamp } from './fields.ts';
import { signedInShape } from './shapes.ts';

function base64url(max: number) {
  return z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9_-]*$/, 'Use base64url without padding.');
}

const credentialId = base64url(1364).min(1).meta({ description: 'Credential id, base64url.' });
const common = { id: credentialId, rawId: credentialId, type: z.literal('public-key') };

/** What a browser's `PublicKeyCredential.toJSON()` makes of an answer. Members we do not need are dropped: browsers add new ones. */
export const assertion = z
  .object({
    ...common,
    response: z.object({
      clientDataJSON: base64url(8192),
      authenticatorData: base64url(8192),
      signature: base64url(4096),
      userHandle: base64url(128).nullish(),
    }),
  })
  .meta({ id: 'PasskeyAssertion', description: 'AuthenticationResponseJSON of WebAuthn.' });

const attestation = z
  .object({
    ...common,
    response: z.object({
      clientDataJSON: base64url(8192),
      attestationObject: base64url(32_768),
      transports: z
        .array(z.string().regex(/^[a-z-]{1,32}$/))
        .max(16)
        .optional(),
    }),
  })
  .meta({ id: 'PasskeyAttestation', description: 'RegistrationResponseJSON of WebAuthn.' });

const descriptor = z.object({ id: z.string(), type: z.string(), transports: z.array(z.string()).optional() });

export const requestOptions = z
  .object({
    challenge: z.string(),
    timeout: z.int().optional(),
    rpId: z.string().optional(),
    allowCredentials: z.array(descriptor).optional(),
    userVerification: z.string().optional(),
  })
  .meta({ id: 'PasskeyRequestOptions', description: 'PublicKeyCredentialRequestOptionsJSON of WebAuthn.' });

const creationOptions = z
  .object({
    challenge: z.string(),
    rp: z.object({ id: z.string().optional(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ alg: z.int(), type: z.string() })),
    timeout: z.int().optional(),
    excludeCredentials: z.array(descriptor).optional(),
    authenticatorSelection: z
      .object({ residentKey: z.string().optional(), requireResidentKey: z.boolean().optional(), userVerification: z.string().optional() })
      .optional(),
    attestation: z.string().optional(),
    hints: z.array(z.string()).optional(),
    extensions: z.object({ credProps: z.boolean().optional() }).optional(),
  })
  .meta({ id: 'PasskeyCreationOptions', description: 'PublicKeyCredentialCreationOptionsJSON of WebAuthn.' });

const mode = z.enum(['token', 'cookie']).optional();

export const startPasskeySignIn = endpoint({
  id: 'startPasskeySignIn',
  method: 'POST',
  path: '/auth/passkeys/options',
  tag: 'Sign-in',
  summary: 'Options to sign in with a passkey',
  description:
    'With `email` or `username` the answer has to come from a passkey of that account, with neither from whichever the person chooses. No passkeys are listed: a name without an account, or without a passkey, gets the same options. They are good for one answer within 10 minutes, in the same `mode`; in cookie mode by the same browser.',
  access: { anyone: true },
  body: z
    .strictObject({ email: email.optional(), username: z.string().trim().min(1, 'Enter a username.').max(254).optional(), mode })
    .refine((body) => body.email === undefined || body.username === undefined, {
      path: ['email'],
      message: 'Give either an e-mail address or a username.',
    }),
  secretAnswer: true,
  responses: { 200: requestOptions },
  errors: [],
});

export const verifyPasskeySignIn = endpoint({
  id: 'verifyPasskeySignIn',
  method: 'POST',
  path: '/auth/passkeys/verify',
  tag: 'Sign-in',
  summary: 'Sign in with a passkey',
  description:
    'A passkey proves possession and verifies the person, so no second factor is owed. INVALID_TOKEN for an answer that does not fit the options; INVALID_CREDENTIALS for every cause that has to do with an account.',
  access: { anyone: true },
  body: z.strictObject({ credential: assertion, mode, remember_me: z.boolean().optional() }),
  secretAnswer: true,
  responses: { 200: signedInShape },
  errors: ['INVALID_TOKEN', 'INVALID_CREDENTIALS', 'EMAIL_NOT_VERIFIED', 'ACCOUNT_SUSPENDED'],
});

const passkeyShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    provider: z.string().nullable().meta({ description: 'Who keeps it, as far as its AAGUID is known.' }),
    device_type: z.enum(['single_device', 'multi_device']).meta({ description: 'Whether it may leave its device.' }),
    backed_up: z.boolean(),
    created_at: timestamp,
    last_used_at: timestamp.nullable(),
  })
  .meta({ id: 'Passkey' });

const name = plainText(64).min(1, 'Enter a name.').meta({ example: 'Work laptop' });
const params = z.object({ passkey_id: z.uuid() });

export const listPasskeys = endpoint({
  id: 'listPasskeys',
  method: 'GET',
  path: '/users/me/passkeys',
  tag: 'Passkeys',
  summary: 'My passkeys',
  access: { user: true, impersonated: true },
  responses: { 200: z.array(passkeyShape) },
  errors: [],
});

export const startPasskey = endpoint({
  id: 'startPasskey',
  method: 'POST',
  path: '/users/me/passkeys/options',
  tag: 'Passkeys',
  summary: 'Options to make a passkey',
  description: 'Good for one answer within 10 minutes, in the same session.',
  access: { user: true, stepUp: true, duringEnrolment: true },
  body: z.strictObject({}),
  secretAnswer: true,
  responses: { 200: creationOptions },
  errors: ['CONFLICT'],
});

export const addPasskey = endpoint({
  id: 'addPasskey',
  method: 'POST',
  path: '/users/me/passkeys',
  tag: 'Passkeys',
  summary: 'Add a passkey to my account',
  description: 'Without a name it is called after who keeps it.',
  access: { user: true, stepUp: true, duringEnrolment: true },
  body: z.strictObject({ credential: attestation, name: name.optional() }),
  responses: { 201: passkeyShape },
  errors: ['INVALID_TOKEN', 'CONFLICT'],
});

export const renamePasskey = endpoint({
  id: 'renamePasskey',
  method: 'PATCH',
  path: '/users/me/passkeys/{passkey_id}',
  tag: 'Passkeys',
  summary: 'Give a passkey another name',
  access: { user: true, stepUp: true },
  params,
  body: z.strictObject({ name }),
  responses: { 200: passkeyShape },
  errors: ['NOT_FOUND'],
});

export const removePasskey = endpoint({
  id: 'removePasskey',
  method: 'DELETE',
  path: '/users/me/passkeys/{passkey_id}',
  tag: 'Passkeys',
  summary: 'Remove a passkey',
  description: 'The last way to sign in cannot be removed.',
  access: { user: true, stepUp: true },
  params,
  responses: { 200: z.object({ removed: z.literal(true) }) },
  errors: ['NOT_FOUND', 'LAST_SIGN_IN_METHOD', 'CONFLICT'],
});
