import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { unseal } from '#lib/crypto/seal.ts';
import type { AuditEvent } from '#lib/db/generated/client.ts';
import { countryOf } from '#lib/places/country-of.ts';
import { describeDevice } from '#lib/sessions/describe-device.ts';
import type { Changes } from './changes.ts';
import { auditContext } from './record-event.ts';

export type PersonalPart = { ip: string | null; user_agent: string | null; changes?: Changes };

/** The sealed part of an event; empty where there is none, or no key any more. */
export function openPersonalPart(eventId: string, sealed: Uint8Array | null, key: Uint8Array | undefined): PersonalPart {
  if (!sealed || !key) return { ip: null, user_agent: null };
  return JSON.parse(unseal(key, sealed, auditContext(eventId)).toString('utf8')) as PersonalPart;
}

function describeBrowser(userAgent: string | null): string | null {
  const { browser, os } = describeDevice(userAgent);
  return [browser, os].filter(Boolean).join(', ') || null;
}

/** The reason that was given for acting as somebody: it is theirs to know. Reasons for other acts are for the trail alone. */
function explanationOf({ action }: AuditEvent, { changes }: PersonalPart): string | null {
  const reason = action === 'impersonation.started' ? changes?.reason?.after : null;
  return typeof reason === 'string' ? reason : null;
}

/** A row of the trail as the API shows it. `label` is what to call who acted, where the reader may know. */
export function presentEvent(row: AuditEvent, personal: PersonalPart, label: string | null): AuditEventShape {
  return {
    id: row.id,
    action: row.action,
    result: row.result,
    reason: row.reason,
    actor: { type: row.actorType, id: row.actorId, label },
    explanation: explanationOf(row, personal),
    api_key_id: row.apiKeyId,
    subject_id: row.subjectId,
    target: row.targetType && row.targetId ? { type: row.targetType, id: row.targetId } : null,
    organization_id: row.organizationId,
    ip: personal.ip,
    country: countryOf(personal.ip),
    device: describeBrowser(personal.user_agent),
    request_id: row.requestId,
    created_at: row.createdAt.toISOString(),
  };
}
