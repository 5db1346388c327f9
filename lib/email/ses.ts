import { AwsV4Signer } from 'aws4fetch';
import { createTransport } from 'nodemailer';
import type { MailSettings } from '#lib/env/mail.ts';
import { env } from '#lib/env.ts';
import { type Delivery, DeliveryError } from './delivery.ts';
import { envelopeOf } from './envelope.ts';

type SesAccount = Extract<MailSettings, { provider: 'ses' }>;

const limitMilliseconds = 30_000;
const restMilliseconds = 2_000;
/** What Amazon says where this mail itself is to blame; everything else gets mended, so we retry. */
const hopeless = new Set(['MessageRejected', 'BadRequestException']);

let restingUntil = 0;

/** The mail as the bytes that a mail server would get (RFC 5322). */
async function rawMail(delivery: Delivery): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, disableFileAccess: true, disableUrlAccess: true });
  const { message } = await composer.sendMail(envelopeOf(delivery));
  return message as Buffer;
}

async function send(url: URL, body: string, { region, credentials }: SesAccount): Promise<Response> {
  const { sessionToken, ...keys } = credentials;
  const signer = new AwsV4Signer({
    method: 'POST',
    url: url.href,
    headers: { 'content-type': 'application/json' },
    body,
    region,
    service: 'ses',
    allHeaders: true,
    ...keys,
    ...(sessionToken && { sessionToken }),
  });
  const { headers } = await signer.sign();
  try {
    return await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(limitMilliseconds) });
  } catch (error) {
    restingUntil = Date.now() + restMilliseconds;
    throw new DeliveryError(`Amazon SES did not answer (${error instanceof Error ? error.name : 'unknown'}).`, { permanent: false });
  }
}

/** Hands a mail to Amazon SES, action SendEmail (API v2) with a raw message. Throws DeliveryError. */
export async function deliverBySes(delivery: Delivery, account: SesAccount): Promise<void> {
  // While it does not answer, a long queue must not keep every worker waiting for it.
  if (Date.now() < restingUntil) throw new DeliveryError('Amazon SES did not answer a moment ago.', { permanent: false });
  const url = new URL('/v2/email/outbound-emails', account.endpoint ?? `https://email.${account.region}.amazonaws.com`);
  const body = JSON.stringify({
    FromEmailAddress: env().MAIL_FROM,
    Destination: { ToAddresses: [delivery.to] },
    Content: { Raw: { Data: (await rawMail(delivery)).toString('base64') } },
  });
  const answer = await send(url, body, account);
  await answer.body?.cancel();
  if (answer.ok) return;
  const code = /^(\w{1,60})/.exec(answer.headers.get('x-amzn-errortype') ?? '')?.[1] ?? '';
  const permanent = answer.status === 400 && hopeless.has(code);
  const words = permanent ? 'refused the mail' : 'did not take the mail';
  throw new DeliveryError(`Amazon SES ${words} (${[answer.status, code].filter(Boolean).join(' ')}).`, { permanent });
}
