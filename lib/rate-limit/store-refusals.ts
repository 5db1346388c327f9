import { noteRejection } from '#lib/audit/record-rejections.ts';
import { limitSubjectIndex } from '#lib/crypto/blind-index.ts';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { seal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import { limitTable } from './limit-table.ts';
import { processState } from './process-state.ts';
import type { Refused } from './refusal-log.ts';

export type SubjectType = 'address' | 'caller' | 'key' | 'others';

const hourMs = 3_600_000;

/** How many addresses one process writes rows for in an hour. What comes after is counted with the others of its rule. */
const maxPerHour = 5000;

const written = { hour: 0, subjects: new Set<string>() };

/** True where this process may write a row of its own for an address in this hour. Accounts and keys are not to be had by the thousand. */
function admit(hour: number, subject: string): boolean {
  if (written.hour !== hour) {
    written.hour = hour;
    written.subjects.clear();
  }
  if (written.subjects.has(subject)) return true;
  if (written.subjects.size >= maxPerHour) return false;
  written.subjects.add(subject);
  return true;
}

/** Where the sealed address of a row belongs: its AAD. */
export function refusalContext(rule: string, bucket: string, subject: Uint8Array): string {
  return `limit_refusal.sealed:${rule}:${bucket}:${Buffer.from(subject).toString('hex')}`;
}

function subjectTypeOf({ name, key }: Refused): SubjectType {
  if (key === null) return 'others';
  const { scope } = limitTable[name];
  return scope === 'address' || scope === 'key' ? scope : 'caller';
}

async function rowOf(refused: Refused, installation: Uint8Array) {
  const { name, bucket, since, last } = refused;
  const hour = Math.floor(last / hourMs) * hourMs;
  const type = subjectTypeOf(refused);
  const key = type !== 'others' && (type !== 'address' || admit(hour, `${name}:${bucket}:${refused.key}`)) ? refused.key : null;
  const subject = await limitSubjectIndex(key === null ? 'others' : `${type}:${key}`);
  const sealed = key !== null && type === 'address' ? seal(installation, key, refusalContext(name, bucket, subject)) : null;
  return {
    rule: name,
    bucket,
    subject: Buffer.from(subject).toString('base64'),
    hour: new Date(hour),
    subject_type: key === null ? 'others' : type,
    subject_id: key !== null && type !== 'address' ? key : null,
    sealed: sealed && Buffer.from(sealed).toString('base64'),
    count: refused.count,
    first_at: new Date(since),
    last_at: new Date(last),
  };
}

type Row = Awaited<ReturnType<typeof rowOf>>;

/** One row per key: PostgreSQL does not update a row twice in one statement. */
function joined(rows: readonly Row[]): Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.rule}:${row.bucket}:${row.subject}:${row.hour.getTime()}`;
    const found = byKey.get(key);
    if (!found) byKey.set(key, row);
    else {
      found.count += row.count;
      if (row.first_at < found.first_at) found.first_at = row.first_at;
      if (row.last_at > found.last_at) found.last_at = row.last_at;
    }
  }
  return [...byKey.values()];
}

async function write(refused: readonly Refused[]): Promise<void> {
  const installation = await installationKey();
  const rows = joined(await Promise.all(refused.map((each) => rowOf(each, installation))));
  // In one order on every instance, or two that write the same rows would wait for each other.
  await db().$executeRaw`
    INSERT INTO limit_refusal (rule, bucket, subject, hour, subject_type, subject_id, sealed, count, first_at, last_at)
    SELECT rule, bucket, decode(subject, 'base64'), hour, subject_type, subject_id, decode(sealed, 'base64'), count, first_at, last_at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (rule text, bucket text, subject text, hour timestamptz,
      subject_type text, subject_id uuid, sealed text, count int, first_at timestamptz, last_at timestamptz)
    ORDER BY rule, bucket, subject
    ON CONFLICT (rule, bucket, subject, hour) DO UPDATE SET count = limit_refusal.count + excluded.count,
      first_at = least(limit_refusal.first_at, excluded.first_at), last_at = greatest(limit_refusal.last_at, excluded.last_at)`;
}

/** The trail's word on it: the gate refuses without a database, and without `route()`. */
function noteInTrail({ name, bucket, key, count }: Refused): void {
  const { scope } = limitTable[name];
  const type = name === 'service' ? 'service_account' : name === 'organization' ? 'organization' : 'user';
  noteRejection(
    {
      code: 'RATE_LIMITED',
      target: { type: 'limit', id: `${name}:${bucket}` },
      address: scope === 'address' ? key : null,
      ...(scope === 'caller' && key !== null && { principal: { type, id: key, apiKeyId: null } }),
      requestId: 'limits',
    },
    count,
  );
}

/**
 * Writes down whom this process refused since the last time, in one statement however many there were. What cannot be
 * written now waits for the next time. Called every few seconds, and never while a request waits for it but an administrator's.
 */
export async function storeRefusals(): Promise<void> {
  const { refusals } = processState();
  const refused = refusals.take();
  if (refused.length === 0) return;
  try {
    await write(refused);
    refused.forEach(noteInTrail);
  } catch (error) {
    refusals.giveBack(refused);
    throw error;
  }
}
