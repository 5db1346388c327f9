import { createTransport, type Transporter } from 'nodemailer';
import { DeliveryError } from '#lib/outbound/delivery-error.ts';
import type { Delivery } from './delivery.ts';
import { envelopeOf } from './envelope.ts';

type SmtpFailure = { code?: string; responseCode?: number; command?: string };

const limitMilliseconds = 60_000;
const restMilliseconds = 2_000;

let shared: { url: string; transport: Transporter } | undefined;
let restingUntil = 0;

function transportFor(url: string): Transporter {
  if (shared?.url === url) return shared.transport;
  shared?.transport.close();
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    // The queue retries; a second retry inside the pool could send the same mail twice.
    maxRequeues: 0,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    dnsTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  shared = { url, transport };
  return transport;
}

/** Ends the idle connections to the mail server. */
export function closeSmtp(): void {
  shared?.transport.close();
  shared = undefined;
}

/** Refused for this recipient or this content. A refused login or sender is our configuration: that gets mended, so we retry. */
function isPermanent({ responseCode = 0, command = '' }: SmtpFailure): boolean {
  return responseCode >= 500 && responseCode < 600 && (command === 'RCPT TO' || command === 'DATA');
}

function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  // A server that answers one byte at a time never trips the socket timeout.
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), limitMilliseconds);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

/** Hands a mail to the mail server. Throws DeliveryError. */
export async function deliverBySmtp(delivery: Delivery, url: string): Promise<void> {
  // While the server does not answer, a long queue must not keep every worker waiting for it.
  if (Date.now() < restingUntil) throw new DeliveryError('The mail server did not answer a moment ago.', { permanent: false });
  try {
    await withinLimit(transportFor(url).sendMail(envelopeOf(delivery)));
  } catch (error) {
    const failure = error as SmtpFailure;
    const permanent = isPermanent(failure);
    if (!failure.responseCode) restingUntil = Date.now() + restMilliseconds;
    const answer = [failure.code, failure.command, failure.responseCode].filter(Boolean).join(' ');
    throw new DeliveryError(`The mail server ${permanent ? 'refused the mail' : 'did not take the mail'} (${answer || 'unknown'}).`, {
      permanent,
    });
  }
}
