import type { Pool } from 'pg';

/** No task may run longer than this (mail: 60 s), so a job held longer belongs to a process that is gone. */
const deadAfterSeconds = 150;

/**
 * A killed process leaves its jobs locked, and graphile-worker frees them only after four hours: a person whose
 * registration was interrupted would wait that long for the mail.
 */
const freeAbandoned = `
  select graphile_worker.force_unlock_workers(
    array(select distinct locked_by from graphile_worker.jobs where locked_at < now() - $1 * interval '1 second' and locked_by is not null))`;

/**
 * graphile-worker waits e^attempts seconds, up to six hours: a mail server that comes back would be noticed hours later.
 * For a day a mail is therefore tried at least every e^5 ≈ 150 s, by setting its count back; after that the
 * exponential delays of its 25 attempts run out by themselves.
 */
const hurryMails = `
  select graphile_worker.reschedule_jobs(
    array(
      select id from graphile_worker.jobs
      where task_identifier = 'send_mail' and attempts > 4 and attempts < max_attempts and locked_at is null
        and run_at > now() + interval '150 seconds' and created_at > now() - interval '1 day'),
    run_at := now() + interval '150 seconds', attempts := 4)`;

/**
 * Work on many users goes on in another process when nobody holds it any more (lib/bulk/hold-job.ts). The key keeps it from
 * being queued twice; where it is anyway, only one of them gets hold of it.
 */
const resumeHeld = `
  select graphile_worker.add_job('work_off_job', json_build_object('job_id', id), max_attempts := 1, priority := 10, job_key := 'work_off_job:' || id)
  from public.background_job
  where status in ('queued', 'running') and coalesce(lease_until, created_at + interval '20 seconds') < now()`;

/** Brings back jobs that would otherwise wait far too long. Safe to run on every instance at once. */
export async function rescueJobs(pool: Pool): Promise<void> {
  await pool.query(freeAbandoned, [deadAfterSeconds]);
  await pool.query(hurryMails);
  await pool.query(resumeHeld);
}

/** Frees every job at once: for a start that is known to be the only process on its database. */
export async function freeAllJobs(query: (text: string) => Promise<unknown>): Promise<void> {
  await query(
    'select graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker.jobs where locked_by is not null))',
  );
}
