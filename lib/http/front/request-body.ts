import { IncomingMessage } from 'node:http';

export type BodyVerdict = { kind: 'pass' } | { kind: 'buffer' } | { kind: 'reject'; status: 400 | 413 | 415 };

/** What to do with the body, from the headers alone: a stated length is checked, one without must be counted first. */
export function judgeBody(headers: IncomingMessage['headers'], maxBytes: number): BodyVerdict {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  // A few compressed bytes can become gigabytes.
  if (encoding && encoding !== 'identity') return { kind: 'reject', status: 415 };
  if (headers['transfer-encoding'] !== undefined) return { kind: 'buffer' };
  const length = headers['content-length'];
  if (length === undefined) return { kind: 'pass' };
  if (!/^\d{1,15}$/.test(length)) return { kind: 'reject', status: 400 };
  return Number(length) > maxBytes ? { kind: 'reject', status: 413 } : { kind: 'pass' };
}

/** Reads a body of unknown length; null when it is larger than allowed. Rejects when the caller goes away. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop must not destroy the request: the refusal still has to be sent on its socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The same request with a body that has been read already, as if it had come with Content-Length. */
export function withBody(request: IncomingMessage, body: Buffer): IncomingMessage {
  const replay = new IncomingMessage(request.socket);
  const { 'transfer-encoding': _, ...headers } = request.headers;
  Object.assign(replay, {
    method: request.method,
    url: request.url,
    httpVersion: request.httpVersion,
    httpVersionMajor: request.httpVersionMajor,
    httpVersionMinor: request.httpVersionMinor,
    complete: true,
  });
  replay.headers = { ...headers, 'content-length': String(body.length) };
  replay.push(body);
  replay.push(null);
  return replay;
}
