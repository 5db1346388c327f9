import type { Caller } from '#lib/audit/caller.ts';
import { noteRejection } from '#lib/audit/record-rejections.ts';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import type { ServiceError } from '#lib/errors.ts';
import { ipKey } from '#lib/rate-limit/ip-key.ts';
import type { Verdict } from '#lib/rate-limit/verdict.ts';
import { identified } from '#lib/roles/record-denial.ts';
import type { Principal } from '#lib/sessions/actor.ts';

/** What became clear of a request before it was refused. */
export type Seen = { verdict?: Verdict; principal?: Principal };

/**
 * Every request that is refused is in the trail once: by the event of its service; by the limits, which note whom they
 * refuse wherever that is (`storeRefusals`); or else by this. Faults of ours, 500 and beyond, go to the log.
 */
export function noteRefusal(
  { id }: Pick<Endpoint, 'id'>,
  { code, status }: ServiceError,
  caller: Caller,
  { verdict, principal }: Seen,
): void {
  if (status >= 500 || caller.trail?.saysRefused || verdict?.allowed === false) return;
  const known = principal && identified(caller, principal).principal;
  noteRejection({
    code,
    target: { type: 'endpoint', id },
    address: ipKey(caller.ip),
    ...(known && { principal: known }),
    requestId: caller.requestId,
  });
}
