import { logger } from './logger.ts';

type FailedRequest = { path: string; method: string; headers: Record<string, string | string[] | undefined> };

/**
 * The log line of a page or action that broke: with the request id, and with the digest that the error page shows as its
 * reference. Addresses of pages can hold secrets, so that only the path is kept.
 */
export function logPageError(error: unknown, { path, method, headers }: FailedRequest): void {
  const digest = typeof error === 'object' && error !== null && 'digest' in error ? String(error.digest) : undefined;
  const requestId = [headers['x-request-id']].flat()[0];
  const about = { request_id: requestId, digest, method, path: path.split('?', 1)[0]?.slice(0, 300) };
  // A form posted from a page that is not ours: Next refuses it, and nothing broke.
  if (error instanceof Error && error.message === 'Invalid Server Actions request.') logger().warn(about, 'a foreign form was refused');
  else logger().error({ ...about, err: error }, 'a page failed');
}
