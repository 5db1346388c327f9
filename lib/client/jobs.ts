import { queryOptions } from '@tanstack/react-query';
import type { ImportMode } from '#lib/bulk/job.ts';
import { getJob, importUsers, type JobShape } from '#lib/contracts/jobs.ts';
import { call } from './call.ts';

const often = 1000;

export function isOver({ status }: Pick<JobShape, 'status'>): boolean {
  return status !== 'queued' && status !== 'running';
}

/** A job as it stands, asked for again until it is over. */
export function jobQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) => call(getJob, { params: { job_id: id }, signal }),
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : often),
  });
}

/** Sends a file of users, which the browser reads as it goes. */
export function sendImport(
  file: Blob,
  { mediaType, columns, mode, dryRun }: { mediaType: string; columns: string | null; mode: ImportMode; dryRun: boolean },
) {
  const query = { dry_run: String(dryRun), mode, ...(columns !== null && { columns }) };
  return call(importUsers, { query, file: { mediaType, content: file } });
}
