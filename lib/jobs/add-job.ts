import type { Transaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';

/** Every background task and its payload; nothing personal in plain text. */
export type JobPayloads = {
  send_mail: { mail_id: string; user_id: string; locale: string; content: string; to?: string };
  send_sms: { sms_id: string; user_id: string; locale: string; content: string; valid_until: string };
};

const maxAttempts: Record<keyof JobPayloads, number> = { send_mail: 25, send_sms: 10 };

/** The call that queues a job, for a statement that does more; `payload` is SQL of the type json. */
export function jobCall(name: keyof JobPayloads, payload: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`graphile_worker.add_job(${name}, payload := ${payload}, max_attempts := ${maxAttempts[name]}::int)`;
}

/** Queues a job in the caller's transaction: it runs if and only if the change is committed. */
export async function addJob<Name extends keyof JobPayloads>(
  transaction: Transaction,
  name: Name,
  payload: JobPayloads[Name],
): Promise<void> {
  await transaction.$executeRaw`SELECT ${jobCall(name, Prisma.sql`${JSON.stringify(payload)}::json`)}`;
}
