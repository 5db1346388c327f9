/** Upper ends in seconds; what takes longer is in `+Inf` alone. */
export const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

export type RequestKind = 'api' | 'page' | 'file' | 'probe';

/** How long the requests of one kind took: as many as there are buckets, each with the faster ones in it. */
export type Durations = { buckets: number[]; count: number; sum: number };

export type RequestCounts = {
  /** By `kind status`. */
  byStatus: Map<string, number>;
  durations: Map<RequestKind, Durations>;
};

// The HTTP front counts outside of Next's bundles; the endpoint that tells is inside one.
const name = Symbol.for('gatehouse.request-counts');
type Shelf = { [name]?: RequestCounts };

/** What this process has answered since it started. */
export function requestCounts(): RequestCounts {
  const shelf = globalThis as Shelf;
  shelf[name] ??= { byStatus: new Map(), durations: new Map() };
  return shelf[name];
}

function kindOf(path: string): RequestKind {
  if (/^\/(?:api\/)?(?:health|metrics)(?:\/|$)/.test(path)) return 'probe';
  if (path.startsWith('/api/')) return 'api';
  return path.startsWith('/_next/') || /\.[a-z0-9]{2,5}$/.test(path) ? 'file' : 'page';
}

/** Counts one answer. Labels are of closed lists: whatever is asked for, there are no more than kinds × statuses of them. */
export function countRequest({ path, status, seconds }: { path: string; status: number; seconds: number }): void {
  const { byStatus, durations } = requestCounts();
  const kind = kindOf(path);
  const key = `${kind} ${status}`;
  byStatus.set(key, (byStatus.get(key) ?? 0) + 1);
  let taken = durations.get(kind);
  if (!taken) {
    taken = { buckets: durationBuckets.map(() => 0), count: 0, sum: 0 };
    durations.set(kind, taken);
  }
  taken.count += 1;
  taken.sum += seconds;
  for (const [index, end] of durationBuckets.entries()) if (seconds <= end) taken.buckets[index] = (taken.buckets[index] ?? 0) + 1;
}
