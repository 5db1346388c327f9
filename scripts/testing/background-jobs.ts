import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { expect, vi } from 'vitest';
import { workOffJob } from '#lib/bulk/work-off-job.ts';
import { getJob, listJobErrors } from '#lib/contracts/jobs.ts';
import { db } from '#lib/db/client.ts';
import { inProject } from '#scripts/paths.ts';
import { type ApiAnswer, call } from './api.ts';

/** A job as the API shows it. */
export async function showJob(id: string, bearer: string) {
  return (await call(getJob, { bearer, params: { job_id: id } })).data;
}

/** What was wrong with its rows. */
export async function listErrors(id: string, bearer: string) {
  return (await call(listJobErrors, { bearer, params: { job_id: id }, query: '?limit=1000' })).data;
}

/** Works on a job as the workers would, slice by slice, until it is over. */
export async function workOff(jobId: string): Promise<void> {
  for (let slice = 0; slice < 200; slice += 1) {
    const job = await db().backgroundJob.findUniqueOrThrow({ where: { id: jobId }, select: { status: true } });
    if (job.status !== 'queued' && job.status !== 'running') return;
    // Whoever held it last is taken for gone.
    await db().backgroundJob.update({ where: { id: jobId }, data: { leaseUntil: null }, select: { id: true } });
    await workOffJob({ job_id: jobId });
  }
  throw new Error('The job does not end.');
}

/** The same with the job of this answer; how it ended. */
export async function workOffAnswered({ status, code, fields, data }: ApiAnswer, bearer: string) {
  expect([status, code, fields]).toEqual([202, undefined, []]);
  await workOff(data.id);
  return { job: await showJob(data.id, bearer), errors: await listErrors(data.id, bearer) };
}

/** Has whoever works on the job taken for gone. Answers who that is. */
export async function loseLease(id: string): Promise<string | null> {
  return (await db().backgroundJob.update({ where: { id }, data: { leaseUntil: new Date(0) } })).leaseHolder;
}

/** Waits until somebody else has the job. */
export function isTakenFrom(id: string, holder: string | null): Promise<void> {
  return vi.waitFor(async () => expect((await db().backgroundJob.findUniqueOrThrow({ where: { id } })).leaseHolder).not.toBe(holder));
}

/** A process that works on jobs like these and no others, for a test to kill; `gone` once it has ended. */
export async function startWorker(): Promise<{ worker: ChildProcess; gone: Promise<unknown> }> {
  await db()
    .$executeRaw`DELETE FROM graphile_worker._private_jobs j USING graphile_worker._private_tasks t WHERE t.id = j.task_id AND t.identifier <> 'work_off_job'`;
  const script = inProject('scripts', 'testing', 'run-background-jobs.ts');
  const worker = spawn(process.execPath, ['--conditions=react-server', script], { env: process.env, stdio: 'ignore' });
  return { worker, gone: new Promise((done) => worker.once('exit', done)) };
}
