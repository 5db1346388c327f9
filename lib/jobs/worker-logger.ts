import { Logger } from 'graphile-worker';
import { logger } from '#lib/observability/logger.ts';

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const;

/**
 * graphile-worker's log in ours. Only the first line of its messages and the job's name: the metadata it passes along
 * holds whole payloads and errors.
 */
export function workerLogger(): Logger {
  return new Logger((scope) => (level, message) => {
    const [line = ''] = message.split('\n', 1);
    logger()[levels[level]]({ part: 'jobs', task: scope.taskIdentifier, job_id: scope.jobId }, line.slice(0, 300));
  });
}
