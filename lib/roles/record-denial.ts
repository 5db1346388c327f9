import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db } from '#lib/db/client.ts';
import { callingKey, type Principal, principalId, principalType } from '#lib/sessions/actor.ts';

/** The caller of a request with who it turned out to be, for the trail. */
export function identified(caller: Caller, principal: Principal): Caller {
  const impersonatorId = principal.type === 'session' ? principal.impersonator?.id : undefined;
  const known = { type: principalType(principal), id: principalId(principal), apiKeyId: callingKey(principal)?.id ?? null } as const;
  return { ...caller, principal: { ...known, ...(impersonatorId && { impersonatorId }) } };
}

/** Where a denial was about something: what that was. */
export type DenialTarget = { type: string; id: string };

/** Records that somebody known tried what they may not do: a permission's name, or a short reason. */
export function recordDenial(principal: Principal, reason: string, caller: Caller, target?: DenialTarget): Promise<void> {
  const subject = 'user' in principal ? { subjectId: principal.user.id, subjectKey: principal.dataKey } : {};
  return recordEvent(db(), {
    action: 'permission.denied',
    result: 'denied',
    reason,
    actorId: principalId(principal),
    ...subject,
    ...(target && { target }),
    ...(principal.type === 'organization' && { organizationId: principal.organization.id }),
    caller: identified(caller, principal),
  });
}
