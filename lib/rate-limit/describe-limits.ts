import type { LimitShape } from '#lib/contracts/limits.ts';
import { env } from '#lib/env.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { readPolicies } from '#lib/pools/read-pools.ts';
import type { Policies } from '#lib/settings/settings.ts';
import { type LimitRow, type LimitRowName, limitRows } from './limit-table.ts';
import { isLimitName } from './verdict.ts';

function effective(name: LimitRowName, row: LimitRow, { lockout }: Policies): { max: number; windowSeconds: number } | null {
  const { RATE_LIMITS, SMS_COUNTRY_DAILY_CAP } = env();
  if (isLimitName(name)) return RATE_LIMITS[name];
  if (row.setBy === 'settings.lockout') return { max: lockout.max_failures, windowSeconds: lockout.minutes * 60 };
  return row.setBy === 'SMS_COUNTRY_DAILY_CAP' ? { ...row.default, max: SMS_COUNTRY_DAILY_CAP } : row.default;
}

/** The table as it counts here: each row with its value and the default. */
export async function describeLimits(): Promise<LimitShape[]> {
  const policies = await readPolicies(defaultPool);
  return limitRows.map(([name, row]) => {
    const now = effective(name, row, policies);
    return {
      name,
      scope: row.scope,
      max: now?.max ?? null,
      window_seconds: now?.windowSeconds ?? null,
      default: { max: row.default.max, window_seconds: row.default.windowSeconds },
      changed: now?.max !== row.default.max || now.windowSeconds !== row.default.windowSeconds,
      set_by: row.setBy,
      kept_in: row.keptIn,
      beyond: row.beyond,
      buckets: Object.entries(row.buckets ?? {}).map(([bucket, { endpoints, pages = [] }]) => ({
        name: bucket,
        endpoints: [...endpoints],
        pages: [...pages],
      })),
    };
  });
}
