import { workOffJob } from '#lib/bulk/work-off-job.ts';
import { db } from '#lib/db/client.ts';

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
