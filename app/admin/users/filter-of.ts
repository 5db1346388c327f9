import type { JobFilter } from '#lib/bulk/job.ts';
import { readUsersAddress } from './users-address.ts';

/** What of an address of the list says who is meant; the order says nothing about that. */
export function filterOf(query: Record<string, string | string[] | undefined>): JobFilter {
  const { sort: _, ...filter } = readUsersAddress(query).filter;
  return filter;
}
