import type { MailMessage } from '#lib/email/queue-mail.ts';

/** Signing in, and passwords. */
export const signIn = {
  sign_in: {
    subject: 'Your sign-in link',
    preview: 'Sign in with the code or the link.',
    heading: 'Sign in',
    intro: 'Enter this code on the page where you asked for it, or use the button below.',
    action: 'Sign in',
    validity: 'The code and the link are valid for 10 minutes and work once.',
    ignore: 'If this wasn’t you, ignore this message: nobody can sign in without it.',
  },
  second_factor: {
    subject: 'Your code to finish signing in',
    preview: 'The second step of your sign-in.',
    heading: 'Finish signing in',
    intro: 'Enter this code on the page that asks for it.',
    validity: 'The code is valid for 10 minutes and works once.',
    warning: 'If this wasn’t you, somebody knows your password. Choose a new one here:',
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
  new_device: {
    subject: 'New sign-in to your account',
    preview: 'From a browser or an application that we have not seen before.',
    heading: 'New sign-in to your account',
    intro:
      'Somebody signed in to your account from a browser or an application that was not used before. If this was you, there is nothing to do.',
    device: 'With',
    country: 'Country',
    address: 'Address',
    time: 'Time',
    unknown: 'unknown',
    warning: 'If this wasn’t you, use the button within 7 days: it ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
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
    warning:
      'If this wasn’t you, use the button within 7 days: it ends every session, and only somebody who can read this mailbox can choose a new password.',
    action: 'This wasn’t me',
  },
  account_secured: {
    subject: 'Your account is closed to everybody',
    preview: 'Choose a new password to open it again.',
    heading: 'Your account is closed to everybody',
    intro:
      'Somebody, probably you, said “this wasn’t me”. Every device and application is signed out, and the old password no longer works. Choose a new one to get back in.',
    action: 'Choose a new password',
    validity: 'The link is valid for 30 minutes and works once. After that, use “Forgot password?” on the sign-in page.',
    check:
      'Passkeys, connected providers and a phone number that were added in the last 7 days are removed. Look at the older ones and at your second factors afterwards, and remove what is not yours.',
  },
} satisfies Partial<Record<MailMessage['template'], Record<string, string>>>;
