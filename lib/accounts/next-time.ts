/** A time for a change: later than the last one, also within one millisecond, so that two never leave the same. */
export function nextTime({ updatedAt }: { updatedAt: Date }): Date {
  return new Date(Math.max(Date.now(), updatedAt.getTime() + 1));
}
