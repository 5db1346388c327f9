import { env } from '#lib/env.ts';
import { logger } from '#lib/observability/logger.ts';

type Query = (text: string, values?: unknown[]) => Promise<{ rowCount: number | null }>;
type Expired = { table: string; where: string; values?: unknown[] };

const batchSize = 1000;
const maxBatches = 500;

/** What nobody can use any more. Expiry is checked whenever a row is read: this only frees space (data.md, rule 7). */
function expiredRows(): Expired[] {
  const limitSeconds = 2 * (env().RATE_LIMITS.recipient?.windowSeconds ?? 0);
  return [
    { table: 'one_time_token', where: `expires_at < now() - interval '1 day'` },
    { table: 'link_intent', where: `expires_at < now() - interval '1 day'` },
    { table: 'offered_link', where: `expires_at < now() - interval '1 day'` },
    { table: 'invitation', where: `expires_at < now() - interval '90 days'` },
    { table: 'recovery_request', where: `expires_at < now() - interval '1 year'` },
    { table: 'email_change', where: `created_at < now() - interval '30 days'` },
    { table: 'refresh_token', where: `expires_at < now() - interval '1 day'` },
    { table: 'idempotency_key', where: `expires_at < now()` },
    { table: 'passkey_challenge', where: `expires_at < now() - interval '1 day'` },
    { table: 'session', where: `expires_at < now() - interval '30 days'` },
    { table: 'api_key', where: `least(revoked_at, expires_at) < now() - interval '90 days'` },
    { table: 'client_secret', where: `expires_at < now() - interval '1 day'` },
    { table: 'known_client', where: `last_used_at < now() - interval '1 year'` },
    { table: 'known_device', where: `last_used_at < now() - interval '1 year'` },
    { table: 'job_chunk', where: `job_id in (select id from public.background_job where expires_at < now())` },
    { table: 'background_job', where: `created_at < now() - interval '90 days' and status not in ('queued', 'running')` },
    { table: 'limit_refusal', where: `last_at < now() - interval '3 days'` },
    {
      table: 'limit_counter',
      where: `window_start < now() - greatest(interval '1 day', $1 * interval '1 second')`,
      values: [limitSeconds],
    },
  ];
}

async function removeExpired(query: Query, { table, where, values = [] }: Expired): Promise<number> {
  const batch = `delete from public.${table} where ctid = any(array(select ctid from public.${table} where ${where} limit ${batchSize}))`;
  let removed = 0;
  // In small pieces: one large delete would hold its locks, and the worker's statement timeout would undo it.
  for (let round = 0; round < maxBatches; round += 1) {
    const { rowCount } = await query(batch, values);
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) break;
  }
  return removed;
}

/** Jobs that failed for good a month ago; their sealed content has no reader. */
async function removeDeadJobs(query: Query): Promise<number> {
  const dead = `select id from graphile_worker.jobs where attempts >= max_attempts and locked_at is null and updated_at < now() - interval '30 days' limit ${batchSize}`;
  const { rowCount } = await query(`select graphile_worker.complete_jobs(array(${dead}))`);
  return rowCount ?? 0;
}

/** The keys of background jobs whose results are over: what a backup still has of their files stays closed. */
async function removeJobKeys(query: Query): Promise<number> {
  const { rowCount } = await query(
    'delete from vault.data_key k using public.background_job j where j.id = k.subject_id and j.expires_at < now()',
  );
  return rowCount ?? 0;
}

/** Makes the partitions of the audit trail for this and the coming months. */
export async function ensureAuditPartitions(query: Query): Promise<void> {
  await query('select audit_partitions.ensure()');
}

/** The daily clean-up. */
export async function cleanUp(query: Query): Promise<void> {
  await ensureAuditPartitions(query);
  const removed: Record<string, number> = {};
  removed.job_key = await removeJobKeys(query);
  for (const expired of expiredRows()) removed[expired.table] = await removeExpired(query, expired);
  removed.job = await removeDeadJobs(query);
  logger().info({ removed }, 'expired rows removed');
}
