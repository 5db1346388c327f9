import { Resolver } from 'node:dns/promises';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { logger } from '#lib/observability/logger.ts';

const deadlineMilliseconds = 5000;
/** More than any honest name has. */
const maxRecords = 50;
const maxCharacters = 1000;

/** The answers that say that there is nothing; every other failure says nothing. */
const nothingThere: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * The TXT records of a name, from the servers of `DNS_SERVERS` or the machine's own. UNAVAILABLE where they do not answer
 * in five seconds, or answer that they cannot tell: what is not known is not assumed.
 */
export async function lookUpTxt(name: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 1500, tries: 2 });
  const servers = env().DNS_SERVERS;
  if (servers) resolver.setServers(servers);
  const deadline = setTimeout(() => resolver.cancel(), deadlineMilliseconds);
  try {
    const records = await resolver.resolveTxt(name);
    return records.slice(0, maxRecords).map((parts) => parts.join('').slice(0, maxCharacters));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (nothingThere.has(code)) return [];
    logger().warn({ part: 'dns', reason: code }, 'a name could not be looked up');
    throw new ServiceError('UNAVAILABLE', { message: 'DNS does not answer. Try again shortly.', retryAfterSeconds: 10, cause: error });
  } finally {
    clearTimeout(deadline);
  }
}
