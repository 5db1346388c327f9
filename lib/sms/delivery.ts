/** A text message as it leaves: `id` is the queued message's id and stays the same when the delivery is tried again. */
export type TextDelivery = { id: string; to: string; text: string };
