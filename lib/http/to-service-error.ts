import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { isDatabaseUnavailable } from '#lib/db/errors.ts';
import { ServiceError } from '#lib/errors.ts';
import { logger } from '#lib/observability/logger.ts';

/** Whatever was thrown as an error of the table; what is no plain refusal goes to the log with its cause and the request id. */
export function toServiceError(error: unknown, contract: Endpoint, requestId: string): ServiceError {
  if (error instanceof ServiceError) {
    if (error.status >= 500) logger().warn({ request_id: requestId, endpoint: contract.id, err: error }, 'service refused');
    return error;
  }
  if (isDatabaseUnavailable(error)) {
    logger().error({ request_id: requestId, endpoint: contract.id, err: error }, 'database unavailable');
    return new ServiceError('UNAVAILABLE', { retryAfterSeconds: 2 });
  }
  logger().error({ request_id: requestId, endpoint: contract.id, err: error }, 'unexpected error');
  return new ServiceError('INTERNAL');
}
