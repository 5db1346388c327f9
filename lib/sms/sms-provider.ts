import { providerClient } from '#lib/outbound/provider-client.ts';

/** The one provider of text messages that is configured. */
export const smsProvider = providerClient({ name: 'The SMS provider', what: 'message', limitMilliseconds: 10_000 });
