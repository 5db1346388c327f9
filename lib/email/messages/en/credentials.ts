import type { MailMessage } from '#lib/email/queue-mail.ts';

/** Second factors, passkeys, connected providers and API keys. */
export const credentials = {
  factor_setup: {
    subject: 'Your code to switch on codes by e-mail',
    preview: 'Confirm that codes reach you.',
    heading: 'Codes by e-mail',
    intro: 'Enter this code on the page that asks for it. From then on, signing in asks for a code by e-mail.',
    validity: 'The code is valid for 10 minutes and works once.',
    warning: 'If this wasn’t you, choose a new password here:',
  },
  factor_enabled: {
    subject: 'A second factor was switched on',
    preview: 'Signing in now asks for it as well.',
    heading: 'A second factor was switched on',
    passkey: 'Signing in to your account now asks for a passkey as well. If this was you, there is nothing to do.',
    sms: 'Signing in to your account can now be confirmed with a code by text message. If this was you, there is nothing to do.',
    email: 'Signing in to your account can now be confirmed with a code by e-mail. If this was you, there is nothing to do.',
    totp: 'Signing in to your account now asks for a code of your authenticator app as well. If this was you, there is nothing to do.',
    warning:
      'If this wasn’t you, use the button within 7 days: it ends every session and voids the password. Then ask the operator to remove the factor.',
    action: 'This wasn’t me',
  },
  factor_disabled: {
    subject: 'A second factor was switched off',
    preview: 'Signing in no longer asks for it.',
    heading: 'A second factor was switched off',
    passkey: 'Signing in to your account no longer asks for a passkey. If this was you, there is nothing to do.',
    sms: 'Signing in to your account no longer asks for a code by text message. If this was you, there is nothing to do.',
    email: 'Signing in to your account no longer asks for a code by e-mail. If this was you, there is nothing to do.',
    totp: 'Signing in to your account no longer asks for a code of your authenticator app. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, use the button within 7 days: it ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
  factor_blocked: {
    subject: 'Your second factor is blocked',
    preview: 'Too many wrong codes were tried.',
    heading: 'Your second factor is blocked',
    intro:
      'Somebody who knows your password tried too many wrong codes. No code is accepted any more. To get back in, sign in and choose “I lost all of these”, or ask the operator.',
    warning: 'If this wasn’t you, choose a new password at once.',
    action: 'Choose a new password',
  },
  backup_codes_renewed: {
    subject: 'You have new backup codes',
    preview: 'The old ones no longer work.',
    heading: 'You have new backup codes',
    intro: 'New backup codes were made for your account; the old ones no longer work. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, use the button within 7 days: it ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
  backup_code_used: {
    subject: 'A backup code was used',
    preview: 'Somebody signed in or confirmed a change with it.',
    heading: 'A backup code was used',
    intro:
      'Somebody proved the second step of your account with one of your backup codes. Codes left: {left}. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, use the button within 7 days: it ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
  passkey_added: {
    subject: 'A passkey was added',
    preview: 'Your account can be opened with a new passkey.',
    heading: 'A passkey was added',
    intro: 'The passkey “{name}” was added to your account; it signs in without a password. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, remove the passkey on the security page at once, then choose a new password.',
    action: 'Review my passkeys',
  },
  passkey_removed: {
    subject: 'A passkey was removed',
    preview: 'A passkey no longer opens your account.',
    heading: 'A passkey was removed',
    intro: 'The passkey “{name}” was removed and no longer opens your account. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, use the button within 7 days: it ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
  connection_added: {
    subject: 'A sign-in provider was connected',
    preview: 'It can be used to sign in to your account.',
    heading: 'A sign-in provider was connected',
    intro: '{provider} can now be used to sign in to your account. If this was you, there is nothing to do.',
    warning:
      'If this wasn’t you, use the button within 7 days: it ends every session and voids the password. Then disconnect the provider in your security settings.',
    action: 'This wasn’t me',
  },
  connection_removed: {
    subject: 'A sign-in provider was disconnected',
    preview: 'It can no longer be used to sign in to your account.',
    heading: 'A sign-in provider was disconnected',
    intro: '{provider} can no longer be used to sign in to your account. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, use the button within 7 days: it ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
  api_key_created: {
    subject: 'An API key was made',
    preview: 'A program can act for your account.',
    heading: 'An API key was made',
    intro:
      'The API key “{name}” ({prefix}) was made. Whoever holds it can act for your account, as far as its scopes allow. If this was you, there is nothing to do.',
    warning:
      'If this wasn’t you, use the button within 7 days: it revokes your API keys and ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
  api_key_updated: {
    subject: 'An API key was changed',
    preview: 'From where, how often or how long it may be used is different now.',
    heading: 'An API key was changed',
    intro:
      'From where, how often or how long the API key “{name}” ({prefix}) may be used was changed. If this was you, there is nothing to do.',
    warning:
      'If this wasn’t you, use the button within 7 days: it revokes your API keys and ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
  api_key_rotated: {
    subject: 'An API key was replaced',
    preview: 'A new key took its place.',
    heading: 'An API key was replaced',
    intro: 'The API key “{name}” was replaced by a new one ({prefix}). If this was you, there is nothing to do.',
    warning:
      'If this wasn’t you, use the button within 7 days: it revokes your API keys and ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
  api_key_revoked: {
    subject: 'An API key was revoked',
    preview: 'It no longer works.',
    heading: 'An API key was revoked',
    intro: 'The API key “{name}” ({prefix}) was revoked and no longer works. If this was you or an administrator, there is nothing to do.',
    warning:
      'If this wasn’t you, use the button within 7 days: it revokes your API keys and ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
} satisfies Partial<Record<MailMessage['template'], Record<string, string>>>;
