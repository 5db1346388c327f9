import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'compression';

const compress = compression();

/** True for files that are the same for everybody. Nothing else is compressed: a secret beside a stranger's text leaks (BREACH). */
export function isStaticFile(path: string): boolean {
  return path.startsWith('/_next/static/') || path === '/docs/scalar.js' || path === '/generated/password-strength.js';
}

/** Lets the answer to this request be compressed on its way out. */
export function compressAnswer(request: IncomingMessage, response: ServerResponse): void {
  // Written for Express, which adds to Node's own objects; nothing it adds is used.
  compress(request as Parameters<typeof compress>[0], response as Parameters<typeof compress>[1], () => undefined);
  response.setHeader('X-Content-Type-Options', 'nosniff');
}
