import type { MailMessage } from '#lib/email/queue-mail.ts';

/** Addresses, numbers and the end of an account. */
export const account = {
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
  email_change: {
    subject: 'Confirm your new e-mail address',
    preview: 'Enter the code or follow the link to use this address.',
    heading: 'Confirm your new e-mail address',
    intro:
      'Somebody, probably you, wants to use this address for an account. Enter this code where you asked for it, or use the button below.',
    action: 'Use this address',
    validity: 'The code and the link are valid for 30 minutes and work once.',
    ignore: 'If this wasn’t you, ignore this message: without the code nothing is changed.',
  },
  email_change_taken: {
    subject: 'Somebody wants to use your address',
    preview: 'It belongs to your account, so nothing was changed.',
    heading: 'Somebody wants to use your address',
    intro:
      'Somebody, perhaps you with a second account, asked to use this e-mail address for another account. It belongs to yours already, so nothing was changed.',
    action: 'Sign in',
    ignore: 'If this wasn’t you, there is nothing to do.',
  },
  email_changed: {
    subject: 'Your e-mail address was changed',
    preview: 'Your account now uses another address. You can take that back.',
    heading: 'Your e-mail address was changed',
    intro: 'Your account now uses another e-mail address; this one no longer counts. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, take it back: this address counts again, all devices are signed out, and you choose a new password.',
    action: 'This wasn’t me',
    validity: 'The link is valid for 7 days and works once.',
  },
  phone_changed: {
    subject: 'Your phone number was changed',
    preview: 'A number was confirmed for your account.',
    heading: 'Your phone number was changed',
    intro: 'A phone number was confirmed for your account. Codes to sign in can be sent to it. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, use the button within 7 days: it ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
  phone_removed: {
    subject: 'Your phone number was removed',
    preview: 'No more codes are sent to it.',
    heading: 'Your phone number was removed',
    intro: 'The phone number of your account was removed. No more codes are sent to it. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, use the button within 7 days: it ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
  deletion_scheduled: {
    subject: 'Your account will be deleted',
    preview: 'Sign in to keep it.',
    heading: 'Your account will be deleted',
    intro: 'Somebody, probably you, asked to delete your account. Every device and application is signed out.',
    when: 'Everything about you will be erased for good on {when}. Sign in before that, and the account is yours again as it was.',
    warning: 'If this wasn’t you, sign in now and choose a new password: somebody had access to your account.',
    action: 'Sign in and keep the account',
  },
  deletion_cancelled: {
    subject: 'Your account stays',
    preview: 'Its deletion was taken back by a sign-in.',
    heading: 'Your account stays',
    intro: 'Somebody, probably you, signed in to your account. That took its deletion back. If this was you, there is nothing to do.',
    warning: 'If this wasn’t you, use the button within 7 days: it ends every session, and only you can choose a new password.',
    action: 'This wasn’t me',
  },
} satisfies Partial<Record<MailMessage['template'], Record<string, string>>>;
