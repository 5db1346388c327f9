import autocannon from 'autocannon';

/** What one load gave: answers per second (2xx only), latency in milliseconds over all answers, and the refusals with theirs. */
export type LoadResult = {
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  ok: number;
  refused: number;
  errors: number;
  refusedP95: number;
};

type Load = {
  url: string;
  connections: number;
  seconds: number /** The requests of the n-th connection; without it each connection sends GET `url`. */;
  requestsOf?: (connection: number) => autocannon.Request[];
  headers?: Record<string, string>;
};

/** Runs a bounded load against a loopback address. */
export async function load({ url, connections, seconds, requestsOf, headers }: Load): Promise<LoadResult> {
  if (!['localhost', '127.0.0.1'].includes(new URL(url).hostname)) throw new Error('Loads go to loopback addresses only.');
  let next = 0;
  const refusals: number[] = [];
  const setupClient = (client: autocannon.Client) => {
    if (requestsOf) client.setRequests(requestsOf(next++));
    client.on('response', (status, _bytes, milliseconds) => {
      if (status >= 400) refusals.push(milliseconds);
    });
  };
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    timeout: 20,
    setupClient,
    ...(headers && { headers }),
  });
  const { latency } = result;
  return {
    perSecond: Math.round((result['2xx'] / result.duration) * 10) / 10,
    p50: latency.p50,
    // autocannon has no p95; p97.5 is the next stricter one.
    p95: latency.p97_5,
    p99: latency.p99,
    ok: result['2xx'],
    refused: result.non2xx,
    errors: result.errors + result.timeouts,
    refusedP95: Math.round(refusals.sort((a, b) => a - b)[Math.floor(refusals.length * 0.95)] ?? 0),
  };
}
