/** A mail as it leaves: `id` is the queued mail's id and stays the same when the delivery is tried again. */
export type Delivery = { id: string; to: string; subject: string; html: string; text: string };
