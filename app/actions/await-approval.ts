import { redirect } from 'next/navigation';
import type { AwaitingApproval } from '#lib/contracts/proposals.ts';

/** Where an act waits for another administrator, the page of what waits says so; otherwise it was done, and this answers what came of it. */
export function awaitApproval<T extends object>(data: T): Exclude<T, AwaitingApproval> {
  if ('proposal' in data) redirect('/admin/approvals?notice=proposed');
  return data as Exclude<T, AwaitingApproval>;
}
