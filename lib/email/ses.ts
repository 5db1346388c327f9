import { createTransport } from 'nodemailer';
import type { MailSettings } from '#lib/env/mail.ts';
import { env } from '#lib/env.ts';
import { providerClient } from '#lib/outbound/provider-client.ts';
import { signAwsRequest } from '#lib/outbound/sign-aws-request.ts';
import type { Delivery } from './delivery.ts';
import { envelopeOf } from './envelope.ts';

type SesAccount = Extract<MailSettings, { provider: 'ses' }>;

const ses = providerClient({ name: 'Amazon SES', what: 'mail', limitMilliseconds: 30_000 });
/** What Amazon says where this mail itself is to blame; everything else gets mended, so we retry. */
const hopeless = new Set(['MessageRejected', 'BadRequestException']);

/** The mail as the bytes that a mail server would get (RFC 5322). */
async function rawMail(delivery: Delivery): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, disableFileAccess: true, disableUrlAccess: true });
  const { message } = await composer.sendMail(envelopeOf(delivery));
  return message as Buffer;
}

/** Hands a mail to Amazon SES, action SendEmail (API v2) with a raw message. Throws DeliveryError. */
export async function deliverBySes(delivery: Delivery, account: SesAccount): Promise<void> {
  const url = new URL('/v2/email/outbound-emails', account.endpoint ?? `https://email.${account.region}.amazonaws.com`);
  const body = JSON.stringify({
    FromEmailAddress: env().MAIL_FROM,
    Destination: { ToAddresses: [delivery.to] },
    Content: { Raw: { Data: (await rawMail(delivery)).toString('base64') } },
  });
  const { region, credentials } = account;
  const headers = await signAwsRequest({ url, contentType: 'application/json', body, service: 'ses', region, credentials });
  const answer = await ses.post(url, headers, body);
  if (answer.status >= 200 && answer.status < 300) return;
  const code = /^(\w{1,60})/.exec(answer.headers.get('x-amzn-errortype') ?? '')?.[1] ?? null;
  throw ses.refused(answer.status, code, answer.status === 400 && code !== null && hopeless.has(code));
}
