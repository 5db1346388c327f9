import type { TextDelivery } from './delivery.ts';
import { smsProvider } from './sms-provider.ts';

export type HttpGateway = { url: string; token: string };

/**
 * Hands a text message to the operator's own gateway. The id is the same at every try; a gateway that remembers it
 * may answer 409 to the second one. Throws DeliveryError.
 */
export async function sendByHttp({ id, to, text }: TextDelivery, gateway: HttpGateway): Promise<void> {
  const headers = { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json', 'idempotency-key': id };
  const { status } = await smsProvider.post(new URL(gateway.url), headers, JSON.stringify({ to, text, id }));
  if ((status >= 200 && status < 300) || status === 409) return;
  throw smsProvider.refused(status, null, status === 400 || status === 422);
}
