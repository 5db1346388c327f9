import type { Transaction } from '#lib/db/client.ts';

/** Every background task and its payload; nothing personal in plain text. */
export type JobPayloads = {
  send_mail: { mail_id: string; user_id: string; locale: string; content: string; to?: string };
};

const maxAttempts: Record<keyof JobPayloads, number> = { send_mail: 25 };

/** Queues a job in the caller's transaction: it runs if and only if the change is committed. */
export async function addJob<Name extends keyof JobPayloads>(
  transaction: Transaction,
  name: Name,
  payload: JobPayloads[Name],
): Promise<void> {
  await transaction.$executeRaw`SELECT graphile_worker.add_job(${name}, payload := ${JSON.stringify(payload)}::json, max_attempts := ${maxAttempts[name]}::int)`;
}
