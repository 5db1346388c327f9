import { ServiceError } from '#lib/errors.ts';
import { errorAnswer } from './answer.ts';
import { readRequestContext } from './request-context.ts';

/** Every path below /api that is no endpoint. */
export async function notFound(request: Request): Promise<Response> {
  const { requestId } = readRequestContext(request.headers).caller;
  return errorAnswer(new ServiceError('NOT_FOUND'), { requestId, accept: request.headers.get('accept') });
}
