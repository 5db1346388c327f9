import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { code, email, locale, password, phone, plainText, token, username } from './fields.ts';
import { secondFactorRequiredShape, signedInShape } from './shapes.ts';

const accepted = z.object({ status: z.literal('accepted') });

export const register = endpoint({
  id: 'register',
  method: 'POST',
  path: '/auth/register',
  tag: 'Accounts',
  summary: 'Create an account',
  description: 'Answers the same for a new and a taken address; the owner of a taken address gets a different mail.',
  access: { anyone: true },
  body: z.strictObject({
    email,
    password,
    name: plainText(120).optional(),
    username: username.optional(),
    phone: phone.optional(),
    locale: locale.optional(),
    accept_terms: z.literal(true, { error: 'Accept the terms to create an account.' }),
  }),
  responses: { 202: z.object({ status: z.literal('verification_required') }) },
  errors: ['WEAK_PASSWORD', 'BREACHED_PASSWORD'],
});

export const verifyEmail = endpoint({
  id: 'verifyEmail',
  method: 'POST',
  path: '/auth/verify-email',
  tag: 'Accounts',
  summary: 'Confirm an e-mail address',
  description:
    'With the token of the link, or with the address and the code of the mail. `password_reset_required` is true when somebody else registered the same address: then no password is trusted and a reset mail is on its way.',
  access: { anyone: true },
  body: z.union([z.strictObject({ token }), z.strictObject({ email, code })]),
  responses: { 200: z.object({ verified: z.literal(true), password_reset_required: z.boolean() }) },
  errors: ['INVALID_TOKEN', 'INVALID_CODE'],
});

export const resendVerification = endpoint({
  id: 'resendVerification',
  method: 'POST',
  path: '/auth/resend-verification',
  tag: 'Accounts',
  summary: 'Send the verification mail again',
  description: 'Answers the same whether or not there is such an account. Older codes and links stop working.',
  access: { anyone: true },
  body: z.strictObject({ email }),
  responses: { 202: accepted },
  errors: [],
});

export const login = endpoint({
  id: 'login',
  method: 'POST',
  path: '/auth/login',
  tag: 'Sign-in',
  summary: 'Sign in with a password',
  description: 'Give `email` or `username`. `mode: "cookie"` sets the session cookie and returns no tokens.',
  access: { anyone: true },
  body: z
    .strictObject({
      email: email.optional(),
      username: z.string().trim().min(1, 'Enter a username.').max(254).optional(),
      password,
      remember_me: z.boolean().optional(),
      mode: z.enum(['token', 'cookie']).optional(),
    })
    .refine((body) => (body.email === undefined) !== (body.username === undefined), {
      path: ['email'],
      message: 'Give either an e-mail address or a username.',
    }),
  secretAnswer: true,
  responses: { 200: signedInShape, 202: secondFactorRequiredShape },
  errors: ['INVALID_CREDENTIALS', 'EMAIL_NOT_VERIFIED', 'ACCOUNT_SUSPENDED', 'ACCOUNT_LOCKED', 'FORBIDDEN'],
});

export const startOauth = endpoint({
  id: 'startOauth',
  method: 'GET',
  path: '/auth/oauth/{provider}',
  tag: 'Sign-in',
  summary: 'Sign in at a provider',
  description:
    'For browsers: sets the cookies of the flow and redirects to the provider, which sends the browser back to `/api/auth/callback/{provider}` (for Microsoft: `…/microsoft-entra-id`). After the sign-in the browser lands on `redirect_to`, a path on this origin; anything else means the dashboard.',
  access: { anyone: true },
  params: z.object({
    provider: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .meta({ example: 'google' }),
  }),
  query: z.strictObject({
    redirect_to: z.string().max(2048).optional().meta({ example: '/dashboard' }),
    pool: z
      .string()
      .max(64)
      .optional()
      .meta({ description: 'The pool to sign in to; browsers send no header on the way.', example: 'default' }),
  }),
  responses: { 303: z.null() },
  errors: ['NOT_FOUND'],
});

export const refresh = endpoint({
  id: 'refreshTokens',
  method: 'POST',
  path: '/auth/refresh',
  tag: 'Tokens',
  summary: 'Exchange a refresh token for a new pair',
  description:
    'Each refresh token works once. The same client may repeat the exchange for 10 seconds and gets the same successor; any later use ends the session.',
  access: { anyone: true },
  body: z.strictObject({ refresh_token: token }),
  secretAnswer: true,
  responses: {
    200: z.object({
      token_type: z.literal('Bearer'),
      access_token: z.string(),
      expires_in: z.int(),
      refresh_token: z.string(),
      refresh_expires_in: z.int(),
      session_id: z.uuid(),
    }),
  },
  errors: ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_REVOKED'],
});

export const logout = endpoint({
  id: 'logout',
  method: 'POST',
  path: '/auth/logout',
  tag: 'Sign-in',
  summary: 'Sign out here, elsewhere or everywhere',
  access: { user: true, duringEnrolment: true },
  body: z.strictObject({ scope: z.enum(['this', 'others', 'all']).optional() }),
  responses: { 200: z.object({ revoked: z.int() }) },
  errors: [],
});

export const forgotPassword = endpoint({
  id: 'forgotPassword',
  method: 'POST',
  path: '/auth/forgot-password',
  tag: 'Passwords',
  summary: 'Ask for a link to choose a new password',
  description: 'Answers the same whether or not there is such an account.',
  access: { anyone: true },
  body: z.strictObject({ email }),
  responses: { 202: accepted },
  errors: [],
});

export const resetPassword = endpoint({
  id: 'resetPassword',
  method: 'POST',
  path: '/auth/reset-password',
  tag: 'Passwords',
  summary: 'Choose a new password with the link from the mail',
  description: 'Ends every session and token of the user. Second factors stay.',
  access: { anyone: true },
  body: z.strictObject({ token, password }),
  responses: { 200: z.object({ password_changed: z.literal(true) }) },
  errors: ['INVALID_TOKEN', 'WEAK_PASSWORD', 'BREACHED_PASSWORD'],
});

export const setupAdmin = endpoint({
  id: 'setupAdmin',
  method: 'POST',
  path: '/auth/setup',
  tag: 'Accounts',
  summary: 'Create the first super admin with the setup link',
  description: 'Works once, and only while there is no super admin.',
  access: { anyone: true },
  body: z.strictObject({ token, email, password, name: plainText(120).optional() }),
  responses: { 200: z.object({ created: z.literal(true) }) },
  errors: ['INVALID_TOKEN', 'WEAK_PASSWORD', 'BREACHED_PASSWORD', 'CONFLICT'],
});

export const requestMagicLink = endpoint({
  id: 'requestMagicLink',
  method: 'POST',
  path: '/auth/magic-link',
  tag: 'Sign-in',
  summary: 'Mail a link and a code to sign in with',
  description: 'Answers the same whether or not there is such an account. Opening the mail or the link uses nothing up.',
  access: { anyone: true },
  body: z.strictObject({ email, redirect_to: z.string().max(2048).optional() }),
  responses: { 202: accepted },
  errors: [],
});

export const secureAccount = endpoint({
  id: 'secureAccount',
  method: 'POST',
  path: '/auth/secure-account',
  tag: 'Passwords',
  summary: '"This wasn\'t me", with the link of a mail',
  description:
    'Ends every session and token, voids the password, trusted devices and pending links, removes passkeys, connections and a phone number of the last seven days, and mails the link to choose a new password. Second factors stay. Works once.',
  access: { anyone: true },
  body: z.strictObject({ token }),
  responses: { 200: z.object({ secured: z.literal(true) }) },
  errors: ['INVALID_TOKEN'],
});

const signInMode = { remember_me: z.boolean().optional(), mode: z.enum(['token', 'cookie']).optional() };

export const verifyMagicLink = endpoint({
  id: 'verifyMagicLink',
  method: 'POST',
  path: '/auth/magic-link/verify',
  tag: 'Sign-in',
  summary: 'Sign in with the link or the code of the mail',
  access: { anyone: true },
  body: z.union([z.strictObject({ token, ...signInMode }), z.strictObject({ email, code, ...signInMode })]),
  secretAnswer: true,
  responses: { 200: signedInShape, 202: secondFactorRequiredShape },
  errors: ['INVALID_TOKEN', 'INVALID_CODE', 'ACCOUNT_SUSPENDED', 'FORBIDDEN'],
});

export const requestOtp = endpoint({
  id: 'requestOtp',
  method: 'POST',
  path: '/auth/otp',
  tag: 'Sign-in',
  summary: 'Send a text message with a code to sign in with',
  description:
    'Answers the same whether or not an account has confirmed this number, and beyond the limits of the recipient and the country. Older codes stop working.',
  access: { anyone: true },
  body: z.strictObject({ phone }),
  responses: { 202: accepted },
  errors: ['FORBIDDEN'],
});

export const verifyOtp = endpoint({
  id: 'verifyOtp',
  method: 'POST',
  path: '/auth/otp/verify',
  tag: 'Sign-in',
  summary: 'Sign in with the code of the text message',
  access: { anyone: true },
  body: z.strictObject({ phone, code, ...signInMode }),
  secretAnswer: true,
  responses: { 200: signedInShape, 202: secondFactorRequiredShape },
  errors: ['INVALID_CODE', 'ACCOUNT_SUSPENDED', 'FORBIDDEN'],
});

export const changePassword = endpoint({
  id: 'changePassword',
  method: 'POST',
  path: '/auth/change-password',
  tag: 'Passwords',
  summary: 'Change my password',
  description: 'Trusted devices have to prove the second factor again. Other sessions end unless `revoke_other_sessions` is false.',
  access: { user: true },
  body: z.strictObject({ current_password: password, new_password: password, revoke_other_sessions: z.boolean().optional() }),
  responses: { 200: z.object({ password_changed: z.literal(true) }) },
  errors: ['INVALID_CREDENTIALS', 'ACCOUNT_LOCKED', 'WEAK_PASSWORD', 'BREACHED_PASSWORD'],
});
