/** A text message as it leaves: `id` is the queued message's id and stays the same when the delivery is tried again. */
export type TextDelivery = { id: string; to: string; text: string };

/**
 * Why a text message was not taken. The message never holds the number or the provider's words, which may quote it:
 * it ends up in the log and in the queue's `last_error`.
 */
export class TextDeliveryError extends Error {
  /** True when the provider refused this message for good: trying again would only cost money. */
  readonly permanent: boolean;

  constructor(message: string, options: { permanent: boolean }) {
    super(message);
    this.name = 'TextDeliveryError';
    this.permanent = options.permanent;
  }
}
