import { ServiceError } from '#lib/errors.ts';
import { errorAnswer } from './answer.ts';
import { limitedByAddress } from './limited-by-address.ts';
import { readRequestContext } from './request-context.ts';

/** Every path below /api that is no endpoint. */
export const notFound = limitedByAddress((request) => {
  const { requestId } = readRequestContext(request.headers).caller;
  return errorAnswer(new ServiceError('NOT_FOUND'), { requestId, accept: request.headers.get('accept') });
});
