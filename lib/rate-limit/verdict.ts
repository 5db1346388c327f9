import { defaultLimits } from '#lib/env/limits.ts';
import type { LimitName } from './limit-table.ts';

/** Internal request header that carries the edge limiter's verdict to `route()`; server.ts strips it from outside. */
export const verdictHeader = 'x-gatehouse-limit';

/** `shared`: counted in Redis; `local`: counted in this process only; `off`: this limit is lifted. */
export type VerdictSource = 'shared' | 'local' | 'off';

/** The limiter's answer to one request. `bucket` says what is counted together under the rule `name`. */
export type Verdict = {
  name: LimitName;
  bucket: string;
  limit: number;
  remaining: number;
  resetSeconds: number;
  allowed: boolean;
  source: VerdictSource;
};

export function isLimitName(text: string): text is LimitName {
  return Object.hasOwn(defaultLimits, text);
}

/** `name=login;bucket=login;limit=5;remaining=3;reset=42;allowed=1;source=local` */
export function formatVerdict(verdict: Verdict): string {
  const { name, bucket, limit, remaining, resetSeconds, allowed, source } = verdict;
  return `name=${name};bucket=${bucket};limit=${limit};remaining=${remaining};reset=${resetSeconds};allowed=${allowed ? 1 : 0};source=${source}`;
}

const verdictPattern =
  /^name=([\w.]{1,30});bucket=([a-z0-9-]{1,40});limit=(\d{1,9});remaining=(\d{1,9});reset=(\d{1,9});allowed=([01]);source=(shared|local|off)$/;

/** Reads what `formatVerdict` wrote; anything else is null, and the reader then counts by itself. */
export function parseVerdict(header: string | null | undefined): Verdict | null {
  const match = verdictPattern.exec(header ?? '');
  if (!match) return null;
  const [, name = '', bucket = '', limit, remaining, reset, allowed, source] = match;
  if (!isLimitName(name)) return null;
  return {
    name,
    bucket,
    limit: Number(limit),
    remaining: Number(remaining),
    resetSeconds: Number(reset),
    allowed: allowed === '1',
    source: source as VerdictSource,
  };
}

/** The response headers of a limited request (draft-ietf-httpapi-ratelimit-headers as api.md uses it); none for a lifted limit. */
export function limitHeaders(verdict: Verdict): Record<string, string> {
  if (verdict.source === 'off') return {};
  return {
    'RateLimit-Limit': String(verdict.limit),
    'RateLimit-Remaining': String(verdict.remaining),
    'RateLimit-Reset': String(verdict.resetSeconds),
    ...(verdict.allowed ? {} : { 'Retry-After': String(verdict.resetSeconds) }),
  };
}
