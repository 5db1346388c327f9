import type { KeptCaller } from '#lib/audit/caller.ts';
import type { JobAction } from '#lib/contracts/jobs.ts';
import type { UsersFilter } from '#lib/users/list-users.ts';

export type JobKind = 'users_bulk' | 'users_import' | 'users_export';
export type JobStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export type FileFormat = 'csv' | 'ndjson';

/** Which users, as the list of users is asked for them. */
export type JobFilter = Omit<UsersFilter, 'limit' | 'cursor' | 'total'>;

export type ExportDetails = { kind: 'users_export'; format: FileFormat; filter: JobFilter };

/** Somebody chosen one by one, or all that match. */
export type Targets = { ids: string[] } | { filter: JobFilter };

export type BulkDetails = { kind: 'users_bulk'; action: JobAction; targets: Targets; reason: string; roleId?: string; expiresAt?: string };

/** What the rows of an import may do: make accounts, change those that are there, or either. */
export const importModes = ['create', 'update', 'create_or_update'] as const;
export type ImportMode = (typeof importModes)[number];

/** A file: `start` is where its first row begins; `columns` the field of each column of a CSV, null for one that is left out; no `mode`: `create`, as of a job from before there were others. */
export type ImportDetails = { kind: 'users_import'; mode?: ImportMode; pieces: number; start: number } & (
  | { format: 'ndjson' }
  | { format: 'csv'; delimiter: string; columns: readonly (string | null)[] }
);

export type JobDetails = ExportDetails | BulkDetails | ImportDetails;

/** A job that this worker holds. Numbers and position are those of the last commit. */
export type HeldJob<Details extends JobDetails = JobDetails> = {
  id: string;
  ownerId: string;
  dryRun: boolean;
  details: Details;
  caller: KeptCaller;
  key: Buffer;
  holder: string;
  total: number | null;
  done: number;
  failed: number;
  updated: number;
  position: string | null;
  stumbles: number;
  createdAt: Date;
};

/** What was wrong with a row. Nothing of what the row said: who may read errors need not be who may read the file. */
export type RowError = { row: number; field?: string; userId?: string; code: string; message: string; details?: RowErrorDetails };

/** What saying it in another language takes besides the code: which of several refusals with one code, and its numbers. */
export type RowErrorDetails = { reason?: string; permission?: string; maximum?: number; cells?: number; columns?: number };

export function detailsContext(jobId: string): string {
  return `background_job.details:${jobId}`;
}
