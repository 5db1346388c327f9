import type { SendMailOptions } from 'nodemailer';
import { env } from '#lib/env.ts';
import type { Delivery } from './delivery.ts';

function senderDomain(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? new URL(env().APP_URL).hostname;
}

/** A mail as nodemailer takes it: from whom, to whom, and an id that stays the same when it is tried again. */
export function envelopeOf({ id, to, subject, text, html }: Delivery): SendMailOptions {
  const from = env().MAIL_FROM;
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    // Made from the mail's id: if we die between the server's "250" and our note of it, the second copy is the same mail.
    messageId: `<${id}@${senderDomain(from)}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}
