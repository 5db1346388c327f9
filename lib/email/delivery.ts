/** A mail as it leaves: `id` is the queued mail's id and stays the same when the delivery is tried again. */
export type Delivery = { id: string; to: string; subject: string; html: string; text: string };

/**
 * Why a delivery failed. The message never holds the address or the server's words, which may quote it:
 * it ends up in the log and in the queue's `last_error`.
 */
export class DeliveryError extends Error {
  /** True when the server refused this mail for good (5xx): trying again only annoys it. */
  readonly permanent: boolean;

  constructor(message: string, options: { permanent: boolean }) {
    super(message);
    this.name = 'DeliveryError';
    this.permanent = options.permanent;
  }
}
