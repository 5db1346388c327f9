/**
 * Why a mail or a text message was not taken. The message never holds the recipient or the provider's words, which may
 * quote them: it ends up in the log and in the queue's `last_error`.
 */
export class DeliveryError extends Error {
  /** True when this delivery was refused for good: trying again would only annoy them, or cost money. */
  readonly permanent: boolean;

  constructor(message: string, options: { permanent: boolean }) {
    super(message);
    this.name = 'DeliveryError';
    this.permanent = options.permanent;
  }
}
