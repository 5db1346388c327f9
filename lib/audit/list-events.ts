import { openPersonalData } from '#lib/accounts/personal-data.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { installationKey, unwrapDataKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import { countryOf } from '#lib/places/country-of.ts';
import { describeDevice } from '#lib/sessions/describe-device.ts';
import { auditContext } from './record-event.ts';

/** A person an event names: what to call them, and the key to their sealed part. Absent once they are erased. */
type Person = { label: string | null; dataKey: Buffer };

async function findPeople(ids: readonly string[]): Promise<Map<string, Person>> {
  const [users, keys] = await Promise.all([
    db().user.findMany({
      where: { id: { in: [...ids] } },
      select: {
        id: true,
        username: true,
        emailSealed: true,
        nameSealed: true,
        firstNameSealed: true,
        lastNameSealed: true,
        phoneSealed: true,
      },
    }),
    db().dataKey.findMany({ where: { subjectId: { in: [...ids] } } }),
  ]);
  const keyById = new Map(
    keys.map((key) => [key.subjectId, unwrapDataKey(key.subjectId, { wrappedKey: key.wrappedKey, encryptionKeyId: key.encryptionKey })]),
  );
  return new Map(
    users.flatMap((user): [string, Person][] => {
      const dataKey = keyById.get(user.id);
      if (!dataKey) return [];
      const { name, email } = openPersonalData(dataKey, user.id, user);
      return [[user.id, { label: name ?? email ?? user.username, dataKey }]];
    }),
  );
}

type PersonalPart = { ip: string | null; user_agent: string | null };

function openPersonalPart(eventId: string, sealed: Uint8Array | null, key: Uint8Array | undefined): PersonalPart {
  if (!sealed || !key) return { ip: null, user_agent: null };
  return JSON.parse(unseal(key, sealed, auditContext(eventId)).toString('utf8')) as PersonalPart;
}

function describeBrowser(userAgent: string | null): string | null {
  const { browser, os } = describeDevice(userAgent);
  return [browser, os].filter(Boolean).join(', ') || null;
}

/** The latest events, newest first, with names, addresses and devices opened for those who may read the trail. */
export async function listLatestEvents(limit: number): Promise<AuditEventShape[]> {
  const rows = await db().auditEvent.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit });
  const ids = new Set(rows.flatMap((row) => [row.actorId, row.subjectId]).filter((id) => id !== null));
  const [people, ownKey] = await Promise.all([findPeople([...ids]), installationKey()]);
  return rows.map((row) => {
    const personal = openPersonalPart(row.id, row.sealed, row.subjectId ? people.get(row.subjectId)?.dataKey : ownKey);
    return {
      id: row.id,
      action: row.action,
      result: row.result,
      reason: row.reason,
      actor: { type: row.actorType, id: row.actorId, label: (row.actorId && people.get(row.actorId)?.label) || null },
      subject_id: row.subjectId,
      target: row.targetType && row.targetId ? { type: row.targetType, id: row.targetId } : null,
      organization_id: row.organizationId,
      ip: personal.ip,
      country: countryOf(personal.ip),
      device: describeBrowser(personal.user_agent),
      request_id: row.requestId,
      created_at: row.createdAt.toISOString(),
    };
  });
}
