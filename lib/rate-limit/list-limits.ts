import { findPeople } from '#lib/accounts/find-people.ts';
import type { LimitRefusalShape, LimitsShape } from '#lib/contracts/limits.ts';
import { db } from '#lib/db/client.ts';
import type { LimitSetting } from '#lib/env/limits.ts';
import { env } from '#lib/env.ts';
import { logger } from '#lib/observability/logger.ts';
import { describeLimits } from './describe-limits.ts';
import { openSubject } from './forget-limit.ts';
import { findOwnLimits } from './own-limits.ts';
import { type SubjectType, storeRefusals } from './store-refusals.ts';
import { isLimitName } from './verdict.ts';

const listed = 100;

type Row = {
  rule: string;
  bucket: string;
  subject: Uint8Array;
  subjectType: SubjectType;
  subjectId: string | null;
  sealed: Uint8Array | null;
  count: bigint;
  firstAt: Date;
  lastAt: Date;
  forgottenAt: Date | null;
};

async function readRows(): Promise<Row[]> {
  // Those that were counted together stand for many and are few: they must not fall off the end of the list.
  const rows = await db().$queryRaw<Row[]>`
    SELECT rule, bucket, subject, subject_type AS "subjectType", subject_id AS "subjectId", (array_agg(sealed ORDER BY hour DESC))[1] AS sealed,
      sum(count)::bigint AS count, min(first_at) AS "firstAt", max(last_at) AS "lastAt", max(forgotten_at) AS "forgottenAt"
    FROM limit_refusal WHERE last_at > now() - interval '1 day'
    GROUP BY rule, bucket, subject, subject_type, subject_id ORDER BY (subject_type = 'others') DESC, max(last_at) DESC, rule, bucket, subject LIMIT ${listed}::int`;
  return rows.sort((left, right) => right.lastAt.getTime() - left.lastAt.getTime());
}

/** Whether the subject is refused still, as far as its last refusal tells. */
function isActive({ rule, lastAt, forgottenAt }: Row, own: LimitSetting | undefined): boolean {
  const limit = own ?? (isLimitName(rule) ? env().RATE_LIMITS[rule] : null);
  if (!limit || (forgottenAt && forgottenAt >= lastAt)) return false;
  return lastAt.getTime() + limit.windowSeconds * 1000 > Date.now();
}

/** Who was refused in the last day, the latest first; people by name only for readers who may see users. */
async function listRefused(mayNamePeople: boolean): Promise<LimitRefusalShape[]> {
  // What this process knows belongs on the list at once; the others write theirs every few seconds.
  await storeRefusals().catch((error: unknown) => logger().warn({ part: 'limits', err: error }, 'refusals were not written'));
  const rows = await readRows();
  const idsOf = (type: SubjectType) => rows.flatMap(({ subjectType, subjectId }) => (subjectType === type && subjectId ? [subjectId] : []));
  const [people, ownLimits] = await Promise.all([findPeople(mayNamePeople ? idsOf('caller') : []), findOwnLimits(idsOf('key'))]);
  return Promise.all(
    rows.map(async (row) => ({
      limit: row.rule,
      bucket: row.bucket,
      subject: {
        ref: Buffer.from(row.subject).toString('base64url'),
        type: row.subjectType,
        id: row.subjectId,
        label: (row.subjectId && people.get(row.subjectId)?.label) || null,
        address: row.subjectType === 'address' ? await openSubject(row) : null,
      },
      count: Number(row.count),
      since: row.firstAt.toISOString(),
      last_at: row.lastAt.toISOString(),
      active: isActive(row, ownLimits.get(row.subjectId ?? '')),
      forgotten_at: row.forgottenAt?.toISOString() ?? null,
    })),
  );
}

/** Where the counters of this instance are. */
function storeOf(): LimitsShape['store'] {
  const { REDIS_URL, UPSTASH_REDIS_REST_URL } = env();
  if (REDIS_URL) return 'redis';
  return UPSTASH_REDIS_REST_URL ? 'upstash' : 'process';
}

export async function readLimits({ mayNamePeople }: { mayNamePeople: boolean }): Promise<LimitsShape> {
  const [limits, refused] = await Promise.all([describeLimits(), listRefused(mayNamePeople)]);
  return { store: storeOf(), limits, refused };
}
