import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

const plainPages = new Set([
  '/login',
  '/accounts',
  '/challenge',
  '/magic-link',
  '/text-message',
  '/step-up',
  '/second-factor',
  '/register',
  '/verify-email',
  '/confirm-email',
  '/revert-email',
  '/recovery',
  '/recovery/confirm',
  '/recovery/cancel',
  '/recovery/complete',
  '/forgot-password',
  '/reset-password',
  '/secure-account',
  '/setup',
]);

/** The scripts that these pages keep; their tags are told by these names. */
const keptScripts: readonly string[] = ['/page-enhancements.js', '/passkeys.js'];

function isKept(address: string | undefined): boolean {
  return address !== undefined && keptScripts.includes(address);
}

/**
 * True for a document of the sign-in pages. They work as plain HTML and are sent without React: an empty page's runtime
 * alone weighs more than the 130 KB of gzipped JavaScript that the sign-in page may have.
 */
export function isPlainPage(path: string, headers: IncomingHttpHeaders): boolean {
  return plainPages.has(path) && headers.rsc === undefined && headers['next-action'] === undefined;
}

/** The document without the runtime's scripts, its data and its preloads. An error page stays whole: only a script fills it. */
export function withoutRuntime(html: string): string {
  if (html.includes('<html id="__next_error__"')) return html;
  return html
    .replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, (tag) => (isKept(/^<script\b[^>]*\bsrc="([^"]*)"/.exec(tag)?.[1]) ? tag : ''))
    .replace(/<link\b[^>]*\bas="script"[^>]*>/g, (tag) => (isKept(/\bhref="([^"]*)"/.exec(tag)?.[1]) ? tag : ''));
}

/**
 * Holds the document back until it is whole, then sends it without the runtime. Never compressed: it may hold a mailed
 * token beside text from its address (BREACH).
 */
export function sendWithoutRuntime(response: ServerResponse): void {
  const chunks: Buffer[] = [];
  const take = (chunk: unknown, encoding: unknown) => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const end = response.end.bind(response);
  const writeHead = response.writeHead.bind(response);
  let holding = true;
  response.flushHeaders = () => {};
  // What is said about the head early is kept until the length is known.
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    if (!holding) return writeHead(status, ...(rest as []));
    response.statusCode = status;
    const headers = rest.at(-1);
    for (const [name, value] of Object.entries(headers && typeof headers === 'object' ? headers : {})) response.setHeader(name, value);
    return response;
  }) as ServerResponse['writeHead'];
  response.write = ((chunk: unknown, encoding: unknown, callback: unknown) => {
    take(chunk, encoding);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') done();
    return true;
  }) as ServerResponse['write'];
  response.end = ((chunk: unknown, encoding: unknown, callback: unknown) => {
    take(chunk, encoding);
    const done = [chunk, encoding, callback].find((parameter) => typeof parameter === 'function') as (() => void) | undefined;
    const whole = Buffer.concat(chunks);
    holding = false;
    if (!String(response.getHeader('content-type') ?? '').startsWith('text/html')) return end(whole, done);
    const body = Buffer.from(withoutRuntime(whole.toString('utf8')));
    // The ETag was computed over another body.
    response.removeHeader('ETag');
    response.setHeader('Content-Length', body.length);
    return end(body, done);
  }) as ServerResponse['end'];
}
