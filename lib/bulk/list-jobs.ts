import { findPeople } from '#lib/accounts/find-people.ts';
import type { JobAction, JobShape, RowErrorShape } from '#lib/contracts/jobs.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import { db } from '#lib/db/client.ts';
import type { BackgroundJob } from '#lib/db/generated/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import type { RowErrorDetails } from './job.ts';

type JobRow = Omit<BackgroundJob, 'detailsSealed'>;

const withoutDetails = { detailsSealed: true } as const;

function present(job: JobRow): JobShape {
  const place = `${env().APP_URL}/api/v1/admin/jobs/${job.id}`;
  const hasResult = job.kind === 'users_export' && job.status === 'done' && job.expiresAt !== null && job.expiresAt > new Date();
  return {
    id: job.id,
    kind: job.kind,
    action: job.action as JobAction | null,
    status: job.status,
    dry_run: job.dryRun,
    total: job.total,
    done: job.done,
    failed: job.failed,
    updated: job.updated,
    failure: job.failure,
    errors_url: job.failed > 0 ? `${place}/errors` : null,
    result_url: hasResult ? `${place}/result` : null,
    owner_id: job.ownerId,
    created_at: job.createdAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    finished_at: job.finishedAt?.toISOString() ?? null,
    expires_at: job.expiresAt?.toISOString() ?? null,
  };
}

/** A page of the jobs, newest first. */
export async function listJobs(options: PageOptions): Promise<{ jobs: JobShape[]; pagination: Pagination }> {
  const { rows, pagination } = await readPage<JobRow>('jobs', options, {
    find: (page) => db().backgroundJob.findMany({ ...page, omit: withoutDetails }),
    count: () => db().backgroundJob.count(),
  });
  return { jobs: rows.map(present), pagination };
}

/** NOT_FOUND for an unknown one. */
export async function getJob(id: string): Promise<JobShape> {
  const row = await db().backgroundJob.findUnique({ where: { id }, omit: withoutDetails });
  if (!row) throw new ServiceError('NOT_FOUND');
  return present(row);
}

/** What to call whoever asked for these jobs, by id. */
export async function nameOwners(jobs: readonly Pick<JobShape, 'owner_id'>[]): Promise<Record<string, string>> {
  const people = await findPeople(jobs.map(({ owner_id: id }) => id));
  return Object.fromEntries([...people].flatMap(([id, { label }]) => (label ? [[id, label]] : [])));
}

/** With what its words in another language need, which the API's answer leaves out. */
export type KeptRowError = RowErrorShape & { details: RowErrorDetails | null };

/** What was wrong with the rows of a job behind this one, by row; at most so many, but all of each row. NOT_FOUND for an unknown job. */
export async function listJobErrors(jobId: string, { limit, after }: { limit: number; after: number }): Promise<KeptRowError[]> {
  await getJob(jobId);
  const found = await db().jobRowError.findMany({
    where: { jobId, row: { gt: after } },
    orderBy: [{ row: 'asc' }, { field: 'asc' }],
    take: limit + 1,
  });
  // A row whose errors do not all fit comes next time.
  const cut = found.length > limit ? found.at(-1)?.row : undefined;
  return found
    .filter(({ row }) => row !== cut)
    .map(({ row, userId, field, code, message, details }) => ({
      ...{ row, user_id: userId, field: field || null, code, message },
      details: details as RowErrorDetails | null,
    }));
}
