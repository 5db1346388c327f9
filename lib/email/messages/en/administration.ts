import type { MailMessage } from '#lib/email/queue-mail.ts';

/** What administrators do, and what waits for them. */
export const administration = {
  invitation: {
    subject: 'You were invited',
    preview: 'Choose a password to use your account.',
    heading: 'You were invited',
    intro: 'An administrator made an account for you with this e-mail address. Choose a password to use it.',
    action: 'Choose a password',
    validity: 'The link is valid for 7 days and works once. Later, “Forgot password?” on the sign-in page sends you another.',
    ignore: 'If you do not know what this is about, ignore this message: without the link the account cannot be used.',
  },
  password_reset_required: {
    subject: 'You have to choose a new password',
    preview: 'An administrator asks for it.',
    heading: 'You have to choose a new password',
    intro: 'An administrator asks you to choose a new password. The old one no longer works, and all devices were signed out.',
    action: 'Choose a new password',
    validity: 'The link is valid for 30 minutes and works once. Later, “Forgot password?” on the sign-in page sends you another.',
    ignore: 'Your second factors, passkeys and connected services stay as they are.',
  },
  recovery_link_issued: {
    subject: 'An administrator made a way back into your account',
    preview: 'With it a new password can be chosen, once.',
    heading: 'An administrator made a way back into your account',
    intro:
      'An administrator made a link with which a new password can be chosen for your account, to hand it over to you. It is valid for an hour and works once. Second factors stay on. If you asked for this, there is nothing to do.',
    warning:
      'If you did not ask for this, close the way: the link stops working, all devices are signed out, and you choose a new password.',
    action: 'This wasn’t me',
  },
  impersonated: {
    subject: 'An administrator is using your account',
    preview: 'For an hour at most. Your activity shows why, and what was done.',
    heading: 'An administrator is using your account',
    intro:
      'An administrator acts as you, for an hour at most, to help you or to look into something. Your password, factors, addresses and keys stay closed to them. Your activity shows the reason they gave, and whatever they change.',
    warning: 'If you did not expect this, sign that session out under “Sessions” and ask your administrators.',
    action: 'See my activity',
  },
  role_requested: {
    subject: 'Somebody asks for a role',
    preview: 'Look at it and decide.',
    heading: 'Somebody asks for a role',
    intro: '{person} asks for the role “{role}”. You are one of those who can give it.',
    action: 'Look at the request',
  },
  role_request_approved: {
    subject: 'You have a new role',
    preview: 'Your request was approved.',
    heading: 'You have a new role',
    intro: 'Your request was approved: you hold the role “{role}” from now on.',
    action: 'Look at your roles',
  },
  role_request_denied: {
    subject: 'Your request for a role was refused',
    preview: 'The reason stands beside it.',
    heading: 'Your request for a role was refused',
    intro: 'Your request for the role “{role}” was refused. The reason stands beside it.',
    action: 'Look at your requests',
  },
  proposal_waiting: {
    subject: 'A change waits for your approval',
    preview: 'Look at it and decide.',
    heading: 'A change waits for your approval',
    intro:
      '{person} proposed a change that another administrator has to approve. You are one of those who can. Nothing has been changed yet.',
    action: 'Look at the change',
  },
  proposal_approved: {
    subject: 'Your change was approved',
    preview: 'It was carried out.',
    heading: 'Your change was approved',
    intro:
      'Another administrator approved the change you proposed, and it was carried out. If you proposed nothing, tell your other administrators at once.',
    action: 'Look at the decision',
  },
  proposal_rejected: {
    subject: 'Your change was rejected',
    preview: 'The reason stands beside it.',
    heading: 'Your change was rejected',
    intro: 'Another administrator rejected the change you proposed. Nothing was changed. The reason stands beside it.',
    action: 'Look at the decision',
  },
} satisfies Partial<Record<MailMessage['template'], Record<string, string>>>;
