import type { TextDelivery } from './delivery.ts';
import { smsProvider } from './sms-provider.ts';

export type TwilioAccount = { accountSid: string; authToken: string; from: string; apiUrl: string };

/** Twilio's own number of the mistake, such as 21211 for a number that cannot be. */
function errorCode(body: string): string | null {
  return /"code"\s*:\s*(\d{1,6})\b/.exec(body)?.[1] ?? null;
}

/** Sends through Twilio's Messages resource (2010-04-01). It knows no idempotency: see docs/decisions. Throws DeliveryError. */
export async function sendByTwilio({ to, text }: TextDelivery, account: TwilioAccount): Promise<void> {
  const { accountSid, authToken, from, apiUrl } = account;
  const url = new URL(`/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`, apiUrl);
  const senderField = /^MG[0-9a-f]{32}$/.test(from) ? 'MessagingServiceSid' : 'From';
  const headers = {
    authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const { status, body } = await smsProvider.post(
    url,
    headers,
    new URLSearchParams({ To: to, [senderField]: from, Body: text }).toString(),
  );
  if (status >= 200 && status < 300) return;
  throw smsProvider.refused(status, errorCode(body), status === 400);
}
