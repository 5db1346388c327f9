import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends bytes as they stand to a port on loopback and reads until the server closes or `seconds` have passed. */
export async function sendRaw(port: number, bytes: string | string[], seconds = 10): Promise<{ status: number; text: string }> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  // The server may hang up while we are still sending; what it said counts.
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  for (const part of [bytes].flat()) if (!socket.destroyed) socket.write(part);
  const timer = setTimeout(() => socket.destroy(), seconds * 1000);
  await closed;
  clearTimeout(timer);
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
}

/** A whole request as bytes; `Connection: close`, so that the answer ends. */
export function rawRequest(method: string, target: string, headers: Record<string, string> | [string, string][], body = ''): string {
  const given = Array.isArray(headers) ? headers : Object.entries(headers);
  const length: [string, string][] = body ? [['Content-Length', String(Buffer.byteLength(body))]] : [];
  const lines = [...given, ...length, ['Connection', 'close']].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
