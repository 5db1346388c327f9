import type { Transaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';

/** Every background task and its payload; nothing personal in plain text. */
export type JobPayloads = {
  send_mail: {
    mail_id: string;
    /** Whose key it is sealed with: the recipient, or (`is_address`) the organization that writes to an address. */
    user_id: string;
    locale: string;
    content: string;
    to?: string;
    is_address?: true;
  };
  send_sms: { sms_id: string; user_id: string; locale: string; content: string; valid_until: string };
  /** A slice of a background job (lib/bulk). */
  work_off_job: { job_id: string };
};

type Spec = { maxAttempts: number; priority?: number };

const specs: Record<keyof JobPayloads, Spec> = {
  send_mail: { maxAttempts: 25 },
  send_sms: { maxAttempts: 10 },
  // Tried once: what broke off is taken up again by rescue-jobs.ts. Behind the mails, which somebody waits for.
  work_off_job: { maxAttempts: 1, priority: 10 },
};

/** The call that queues a job, for a statement that does more; `payload` is SQL of the type json. */
export function jobCall(name: keyof JobPayloads, payload: Prisma.Sql): Prisma.Sql {
  const { maxAttempts, priority = 0 } = specs[name];
  return Prisma.sql`graphile_worker.add_job(${name}, payload := ${payload}, max_attempts := ${maxAttempts}::int, priority := ${priority}::int)`;
}

/** Queues a job in the caller's transaction: it runs if and only if the change is committed. */
export async function addJob<Name extends keyof JobPayloads>(
  transaction: Transaction,
  name: Name,
  payload: JobPayloads[Name],
): Promise<void> {
  await transaction.$executeRaw`SELECT ${jobCall(name, Prisma.sql`${JSON.stringify(payload)}::json`)}`;
}
