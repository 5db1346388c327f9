import type { MailMessage } from '#lib/email/queue-mail.ts';

/** Where the mails of tests lead. */
export const mailOrigin = 'https://id.example.com';

const to = (page: string) => `${mailOrigin}${page}`;
const token = 'token=abcDEF_-123';
const code = '481516';
const notMeLink = to(`/secure-account?${token}`);
const resetLink = to('/forgot-password');
const organization = 'Analytical $1 Engines';
const key = { name: 'Mill', prefix: 'gate_live_8fK2' };
const keys = to('/organizations/01920000-0000-7000-8000-000000000000/api-keys');

/** One of every mail that there is, with links as they are sent: the compiler misses one that is not here. */
const byTemplate: { [Template in MailMessage['template']]: Omit<MailMessage & { template: Template }, 'template'> } = {
  verify_email: { code, link: to(`/verify-email?${token}`) },
  already_registered: { signInLink: to('/login'), resetLink },
  email_change: { code, link: to(`/confirm-email?${token}`) },
  email_change_taken: { signInLink: to('/login') },
  email_changed: { revertLink: to(`/revert-email?${token}`) },
  recovery_confirm: { link: to(`/recovery/confirm?${token}`) },
  recovery_waiting: { cancelLink: to(`/recovery/cancel?${token}`), when: 'March 1, 2027 at 9:00 AM UTC' },
  recovery_approved: { cancelLink: to(`/recovery/cancel?${token}`) },
  recovery_complete: { link: to(`/recovery/complete?${token}`) },
  recovery_completed: { resetLink },
  recovery_cancelled: { resetLink },
  recovery_denied: { resetLink },
  password_reset: { link: to(`/reset-password?${token}`) },
  password_reset_required: { link: to(`/reset-password?${token}`) },
  invitation: { link: to(`/reset-password?${token}`) },
  recovery_link_issued: { notMeLink },
  impersonated: { link: to('/security/activity') },
  password_changed: { notMeLink },
  sign_in: { code, link: to(`/magic-link?${token}`) },
  step_up: { code, link: to('/security') },
  second_factor: { code, resetLink },
  factor_setup: { code, resetLink },
  factor_enabled: { method: 'totp', notMeLink },
  factor_disabled: { method: 'sms', notMeLink },
  factor_blocked: { resetLink },
  backup_codes_renewed: { notMeLink },
  backup_code_used: { left: 9, notMeLink },
  connection_added: { provider: 'Acme', notMeLink },
  connection_removed: { provider: 'Acme', notMeLink },
  passkey_added: { name: 'Blue key', link: to('/security') },
  passkey_removed: { name: 'Blue key', notMeLink },
  api_key_created: { ...key, notMeLink },
  api_key_updated: { ...key, notMeLink },
  api_key_rotated: { ...key, notMeLink },
  api_key_revoked: { ...key, notMeLink },
  new_device: { userAgent: null, ip: '203.0.113.7', at: '2027-03-01T09:00:00.000Z', link: notMeLink },
  account_secured: { link: to(`/reset-password?${token}`) },
  deletion_scheduled: { at: '2027-03-01T09:00:00.000Z', link: to('/login') },
  deletion_cancelled: { notMeLink },
  role_requested: { role: 'Night watch', person: 'ada@example.com', link: to('/admin/approvals') },
  role_request_approved: { role: 'Night watch', link: to('/profile/roles') },
  role_request_denied: { role: 'Night watch', link: to('/profile/roles') },
  proposal_waiting: { person: 'Ada', link: to('/admin/approvals') },
  proposal_approved: { link: to('/admin/approvals') },
  proposal_rejected: { link: to('/admin/approvals') },
  organization_invitation: { organization, days: 7, link: to(`/organizations/invitation?${token}`) },
  organization_joined: { organization, role: 'admin', link: to('/organizations') },
  organization_role_changed: { organization, role: 'owner', link: to('/organizations') },
  organization_left: { organization, link: to('/organizations') },
  organization_deleted: { organization, link: to('/organizations') },
  organization_key_created: { organization, ...key, link: keys },
  organization_key_updated: { organization, ...key, link: keys },
  organization_key_rotated: { organization, ...key, link: keys },
  organization_key_revoked: { organization, ...key, link: keys },
  phone_changed: { notMeLink },
  phone_removed: { notMeLink },
};

export const mailMessages = Object.entries(byTemplate).map(([template, message]) => ({ template, ...message }) as MailMessage);
