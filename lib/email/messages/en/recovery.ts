import type { MailMessage } from '#lib/email/queue-mail.ts';

/** The way back of who lost every second factor. */
export const recovery = {
  recovery_confirm: {
    subject: 'Begin to recover your account',
    preview: 'You said that you lost every second factor.',
    heading: 'Begin to recover your account',
    intro:
      'Somebody who knows how to sign in to your account says they lost every second factor. With this button a waiting period begins; after it the second factors can be removed.',
    action: 'Begin the recovery',
    validity: 'The link is valid for 30 minutes and works once.',
    ignore: 'If this wasn’t you, do not use the link, and choose a new password: somebody knows the one you have.',
  },
  recovery_waiting: {
    subject: 'Somebody wants to remove your second factors',
    preview: 'If this wasn’t you, stop it now.',
    heading: 'Somebody wants to remove your second factors',
    intro: 'Somebody who proved your password and read this mailbox says they lost every second factor of your account.',
    when: 'From {when} on, they can remove the second factors and sign in without them. We tell you every day until then.',
    warning: 'If this was you, wait until then and sign in again. If it wasn’t, stop it now and choose a new password.',
    action: 'Stop this: it wasn’t me',
  },
  recovery_approved: {
    subject: 'Your recovery can be finished',
    preview: 'An administrator ended the waiting period.',
    heading: 'Your recovery can be finished',
    intro:
      'An administrator has ended the waiting period. Sign in again, choose “I lost all of these” and follow the mail that comes then.',
    warning: 'If you did not ask for this, stop it now and choose a new password.',
    action: 'Stop this: it wasn’t me',
  },
  recovery_complete: {
    subject: 'Remove your second factors',
    preview: 'The last step of your recovery.',
    heading: 'Remove your second factors',
    intro:
      'The waiting period is over. With this button your second factors, backup codes and trusted browsers are removed, and every device is signed out. Then sign in and set up a new second factor.',
    action: 'Remove my second factors',
    validity: 'The link is valid for 30 minutes and works once.',
    ignore: 'If this wasn’t you, do not use the link: stop the recovery with the link of an earlier message, and choose a new password.',
  },
  recovery_completed: {
    subject: 'Your second factors were removed',
    preview: 'Set up a new one when you sign in.',
    heading: 'Your second factors were removed',
    intro:
      'The recovery of your account is finished: your second factors, passkeys, backup codes and trusted browsers are gone, and every device is signed out. Sign in and set up a new second factor.',
    warning: 'If this wasn’t you, choose a new password at once and tell the operator.',
    action: 'This wasn’t me',
  },
  recovery_cancelled: {
    subject: 'The recovery was stopped',
    preview: 'Your second factors stay.',
    heading: 'The recovery was stopped',
    intro: 'The recovery of your account was stopped; your second factors stay as they are.',
    warning: 'If it was not you who had asked for it, somebody can pass the first step of your sign-in. Choose a new password.',
    action: 'Choose a new password',
  },
  recovery_denied: {
    subject: 'The recovery was refused',
    preview: 'Your second factors stay.',
    heading: 'The recovery was refused',
    intro: 'An administrator has refused the recovery of your account; your second factors stay as they are.',
    warning:
      'If you had asked for it, speak to the operator. If not, choose a new password: somebody can pass the first step of your sign-in.',
    action: 'Choose a new password',
  },
} satisfies Partial<Record<MailMessage['template'], Record<string, string>>>;
