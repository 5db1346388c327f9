const unreachableCodes = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2037',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  '28P01',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '57014',
]);
const unreachableMessage =
  /timeout exceeded when trying to connect|connection terminated|Connection terminated|Query read timeout|Can't reach database|the database system is (starting up|shutting down)|SocketTimeout|DatabaseNotReachable|ConnectionClosed/;

function codeOf(error: object): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** True when the cause is a database that is down, starting, full or too slow: answered with 503, never with 500. */
export function isDatabaseUnavailable(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false;
  const code = codeOf(error);
  if (code && unreachableCodes.has(code)) return true;
  if ('message' in error && typeof error.message === 'string' && unreachableMessage.test(error.message)) return true;
  if ('cause' in error && isDatabaseUnavailable(error.cause, depth + 1)) return true;
  return (
    'meta' in error && isDatabaseUnavailable((error.meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError, depth + 1)
  );
}

/** True when a write hit a unique constraint (Prisma P2002). */
export function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && codeOf(error) === 'P2002';
}
