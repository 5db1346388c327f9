import type { ServiceError } from '#lib/errors.ts';
import type { RowError } from './job.ts';

/** What a service's refusal says of a row that is about this user. */
export function rowErrorOf(row: number, userId: string, error: ServiceError): RowError {
  const [field] = error.details?.fields ?? [];
  const { code, message } = field ?? error;
  const { reason, permission } = error.details ?? {};
  const details = { ...(typeof reason === 'string' && { reason }), ...(permission !== undefined && { permission }) };
  return { row, userId, ...(field && { field: field.path }), code, message, details };
}
