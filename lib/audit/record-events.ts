import { Prisma } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { type AuditEntry, sealPart } from './record-event.ts';

/** What somebody did to many people: an event for each of them. */
export type ManyEvents = Pick<AuditEntry, 'action' | 'result' | 'caller'> & {
  actorId: string;
  subjects: readonly (Required<Pick<AuditEntry, 'changes'>> & { id: string; key: Uint8Array })[];
};

/**
 * The INSERT of one event for each of many subjects, who are their targets as well. For `writeTogether`: written only
 * for those for whom `condition` holds, in which the subject is `e.subject_id`.
 */
export function eventsStatement({ action, result, actorId, caller, subjects }: ManyEvents, condition = Prisma.sql`TRUE`): Prisma.Sql {
  const principal = caller.principal?.id === actorId ? caller.principal : undefined;
  const rows = subjects.map(({ id: subjectId, key, changes }) => {
    const id = uuidv7();
    const sealed = sealPart(key, id, { caller, changes });
    return { id, subject_id: subjectId, changed_fields: Object.keys(changes), sealed: `\\x${Buffer.from(sealed).toString('hex')}` };
  });
  return Prisma.sql`
    INSERT INTO audit_event (id, created_at, action, result, actor_type, actor_id, api_key_id, subject_id, target_type, target_id, request_id, changed_fields, sealed)
    SELECT e.id, ${new Date()}::timestamptz, ${action}::text, ${result}::text, ${principal?.type ?? 'user'}::text, ${actorId}::uuid, ${principal?.apiKeyId ?? null}::uuid,
      e.subject_id, 'user', e.subject_id::text, ${caller.requestId}::text, e.changed_fields, e.sealed
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS e (id uuid, subject_id uuid, changed_fields text[], sealed bytea)
    WHERE ${condition}`;
}
