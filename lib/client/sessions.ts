import { queryOptions } from '@tanstack/react-query';
import { listSessions } from '#lib/contracts/sessions.ts';
import { call } from './call.ts';

/** Where I am signed in. */
export function sessionsQuery() {
  return queryOptions({ queryKey: ['sessions'], queryFn: ({ signal }) => call(listSessions, { signal }), staleTime: 15_000 });
}
