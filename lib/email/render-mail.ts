import type { MailBlock, MailDocument } from './mail-document.ts';
import { de } from './messages/de.ts';
import { en, type MailTexts } from './messages/en.ts';
import type { MailMessage } from './queue-mail.ts';
import { renderText } from './render-text.ts';
import { accountSecured } from './templates/account-secured.ts';
import { alreadyRegistered } from './templates/already-registered.ts';
import { apiKeyNotice, organizationKeyNotice } from './templates/api-key-notice.ts';
import { connectionNotice } from './templates/connection-notice.ts';
import { deletionScheduled } from './templates/deletion.ts';
import { emailChanged, emailChangeTaken } from './templates/email-change.ts';
import { factorChange } from './templates/factor-change.ts';
import { factorCode } from './templates/factor-code.ts';
import { factorNotice } from './templates/factor-notice.ts';
import { newDevice } from './templates/new-device.ts';
import { organizationInvitation, organizationNotice } from './templates/organization.ts';
import { passkeyNotice } from './templates/passkey-notice.ts';
import { passwordChanged } from './templates/password-changed.ts';
import { passwordReset } from './templates/password-reset.ts';
import { proposal } from './templates/proposal.ts';
import { recoveryApproved, recoveryEnded, recoveryStep, recoveryWaiting } from './templates/recovery.ts';
import { roleRequest } from './templates/role-request.ts';
import { signIn } from './templates/sign-in.ts';
import type { Reader } from './templates/template.ts';
import { verifyEmail } from './templates/verify-email.ts';

export type RenderedMail = { subject: string; html: string; text: string };

const languages: ReadonlyMap<string, MailTexts> = new Map([
  ['en', en],
  ['de', de],
]);

function blocksOf(message: MailMessage, texts: MailTexts, reader: Reader): MailBlock[] {
  switch (message.template) {
    case 'new_device':
      return newDevice(message, texts.new_device, reader);
    case 'account_secured':
      return accountSecured(message, texts.account_secured, reader);
    case 'deletion_scheduled':
      return deletionScheduled(message, texts.deletion_scheduled, reader);
    case 'role_requested':
    case 'role_request_approved':
    case 'role_request_denied':
      return roleRequest(message, texts[message.template], reader);
    case 'proposal_waiting':
    case 'proposal_approved':
    case 'proposal_rejected':
      return proposal(message, texts[message.template], reader);
    case 'verify_email':
      return verifyEmail(message, texts.verify_email, reader);
    case 'already_registered':
      return alreadyRegistered(message, texts.already_registered, reader);
    case 'password_reset':
    case 'password_reset_required':
    case 'invitation':
      return passwordReset(message, texts[message.template], reader);
    case 'password_changed':
      return passwordChanged(message, texts.password_changed, reader);
    case 'email_change_taken':
      return emailChangeTaken(message, texts.email_change_taken, reader);
    case 'email_changed':
      return emailChanged(message, texts.email_changed, reader);
    case 'recovery_confirm':
    case 'recovery_complete':
      return recoveryStep(message, texts[message.template], reader);
    case 'recovery_waiting':
      return recoveryWaiting(message, texts.recovery_waiting, reader);
    case 'recovery_approved':
      return recoveryApproved(message, texts.recovery_approved, reader);
    case 'recovery_completed':
    case 'recovery_cancelled':
    case 'recovery_denied':
      return recoveryEnded(message, texts[message.template], reader);
    case 'email_change':
    case 'sign_in':
    case 'step_up':
      return signIn(message, texts[message.template], reader);
    case 'second_factor':
    case 'factor_setup':
      return factorCode(message, texts[message.template], reader);
    case 'factor_enabled':
    case 'factor_disabled':
      return factorChange(message, texts[message.template], reader);
    case 'factor_blocked':
    case 'backup_codes_renewed':
    case 'backup_code_used':
    case 'phone_changed':
    case 'phone_removed':
    case 'deletion_cancelled':
    case 'recovery_link_issued':
    case 'impersonated':
      return factorNotice(message, texts[message.template], reader);
    case 'organization_invitation':
      return organizationInvitation(message, texts.organization_invitation, reader);
    case 'organization_joined':
    case 'organization_role_changed':
    case 'organization_left':
    case 'organization_deleted':
      return organizationNotice(message, texts[message.template], reader);
    case 'connection_added':
    case 'connection_removed':
      return connectionNotice(message, texts[message.template], reader);
    case 'passkey_added':
    case 'passkey_removed':
      return passkeyNotice(message, texts[message.template], reader);
    case 'api_key_created':
    case 'api_key_updated':
    case 'api_key_rotated':
    case 'api_key_revoked':
      return apiKeyNotice(message, texts[message.template], reader);
    case 'organization_key_created':
    case 'organization_key_updated':
    case 'organization_key_rotated':
    case 'organization_key_revoked':
      return organizationKeyNotice(message, texts[message.template], reader);
  }
}

/** Draws a message in a language (English where we have no other). `origin` is APP_URL. */
export async function renderMail(message: MailMessage, locale: string, origin: string, timezone = 'UTC'): Promise<RenderedMail> {
  const known = languages.has(locale) ? locale : 'en';
  const texts = languages.get(known) ?? en;
  const { subject, preview, heading } = texts[message.template];
  const document: MailDocument = { subject, preview, heading, blocks: blocksOf(message, texts, { locale: known, timezone }) };
  const { host } = new URL(origin);
  // Loaded with the first mail: react-email costs tens of megabytes that an idle server does not need.
  const [{ render }, { MailLayout }] = await Promise.all([import('@react-email/render'), import('./templates/mail-layout.tsx')]);
  const html = await render(MailLayout({ document, locale: known, texts: texts.layout, host }));
  return { subject: document.subject, html, text: renderText(document, texts.layout, host) };
}
