import type { MailMessage } from '#lib/email/queue-mail.ts';

/** English texts of all mails. The names are those of the templates; a text that another language lacks does not compile. */
export const en = {
  layout: {
    link: 'If the button does not work, open this address in your browser:',
    code: 'Your code',
    footer: 'You receive this automatic message because of an account at {host}.',
  },
  verify_email: {
    subject: 'Confirm your e-mail address',
    preview: 'Enter the code or follow the link to finish signing up.',
    heading: 'Confirm your e-mail address',
    intro: 'Enter this code on the page where you signed up, or use the button below.',
    action: 'Confirm e-mail address',
    validity: 'The code and the link are valid for 30 minutes.',
    ignore: 'If this wasn’t you, ignore this message: without the code the account cannot be used.',
  },
  already_registered: {
    subject: 'You already have an account',
    preview: 'Somebody tried to sign up with your address.',
    heading: 'You already have an account',
    intro: 'Somebody, probably you, tried to sign up with this e-mail address. It already belongs to an account, so nothing was changed.',
    action: 'Sign in',
    reset: 'Forgot your password? Choose a new one here:',
    ignore: 'If this wasn’t you, there is nothing to do.',
  },
  password_reset: {
    subject: 'Choose a new password',
    preview: 'The link to choose a new password.',
    heading: 'Choose a new password',
    intro: 'Somebody, probably you, asked for a new password for your account.',
    action: 'Choose a new password',
    validity: 'The link is valid for 30 minutes and works once. You will be signed out everywhere.',
    ignore: 'If this wasn’t you, ignore this message: your password stays as it is.',
  },
  password_changed: {
    subject: 'Your password was changed',
    preview: 'All devices were signed out.',
    heading: 'Your password was changed',
    intro: 'The password of your account was just changed, and all devices were signed out. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, choose a new password at once. Only somebody who can read this mailbox can do so.',
    action: 'This wasn’t me',
  },
  sign_in: {
    subject: 'Your sign-in link',
    preview: 'Sign in with the code or the link.',
    heading: 'Sign in',
    intro: 'Enter this code on the page where you asked for it, or use the button below.',
    action: 'Sign in',
    validity: 'The code and the link are valid for 10 minutes and work once.',
    ignore: 'If this wasn’t you, ignore this message: nobody can sign in without it.',
  },
  step_up: {
    subject: 'Confirm that it is you',
    preview: 'The code to go on.',
    heading: 'Confirm that it is you',
    intro: 'Somebody who is signed in to your account wants to change something sensitive. Enter this code to go on.',
    action: 'Open your security settings',
    validity: 'The code is valid for 10 minutes and works once.',
    ignore: 'If this wasn’t you, sign out all devices and choose a new password.',
  },
  factor_enabled: {
    subject: 'A second factor was switched on',
    preview: 'Signing in now asks for a code of your authenticator app.',
    heading: 'A second factor was switched on',
    intro: 'Signing in to your account now asks for a code of your authenticator app as well. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, choose a new password at once and ask the operator to remove the factor.',
    action: 'This wasn’t me',
  },
  factor_disabled: {
    subject: 'A second factor was switched off',
    preview: 'Signing in no longer asks for a second factor.',
    heading: 'A second factor was switched off',
    intro: 'Signing in to your account no longer asks for a code of your authenticator app. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, choose a new password at once. All devices are signed out then.',
    action: 'This wasn’t me',
  },
  factor_blocked: {
    subject: 'Your second factor is blocked',
    preview: 'Too many wrong codes were tried.',
    heading: 'Your second factor is blocked',
    intro:
      'Somebody who knows your password tried too many wrong codes. No code is accepted any more; ask the operator to unblock your account.',
    warning: 'If this wasn’t you, choose a new password at once.',
    action: 'Choose a new password',
  },
  backup_codes_renewed: {
    subject: 'You have new backup codes',
    preview: 'The old ones no longer work.',
    heading: 'You have new backup codes',
    intro: 'New backup codes were made for your account; the old ones no longer work. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, choose a new password at once. All devices are signed out then.',
    action: 'This wasn’t me',
  },
} satisfies Record<'layout' | MailMessage['template'], Record<string, string>>;

export type MailTexts = typeof en;
