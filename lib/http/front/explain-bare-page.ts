import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { parseCookie } from 'cookie';
import { crashTexts } from '#lib/i18n/crash-texts.ts';
import { type Locale, localeCookie, pickLocale } from '#lib/i18n/locales.ts';

function localeOf(headers: IncomingHttpHeaders): Locale {
  return pickLocale(parseCookie(headers.cookie ?? '')[localeCookie], headers['accept-language'] ?? null);
}

const page = 'color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto 0; padding: 0 1.5rem';

/** What such a page says where no script runs to fill it. Texts of ours and a checked id: nothing of a stranger's. */
function explanation(status: number, locale: Locale, requestId: string): string {
  const { reference, missing, ...crash } = crashTexts[locale];
  const { title, text } = status === 404 ? missing : crash;
  const logged = status === 404 ? '' : `<p>${reference}: <code>${requestId}</code></p>`;
  return `<noscript><main lang="${locale}" style="${page}"><h1 style="font-size: 1.5rem">${title}</h1><p>${text}</p>${logged}</main></noscript>`;
}

/**
 * Next answers a fault, and a page that finds out that it is not there, with a document that only a script fills. This
 * puts a plain explanation into it for browsers that run none; with scripts it is never shown. Every other answer passes
 * untouched.
 */
export function explainBarePage(headers: IncomingHttpHeaders, response: ServerResponse, requestId: string): void {
  const write = response.write.bind(response);
  const end = response.end.bind(response);
  let isDone = false;
  const explained = (chunk: unknown): unknown => {
    if (isDone || (typeof chunk !== 'string' && !(chunk instanceof Uint8Array))) return chunk;
    const { statusCode: status } = response;
    const isBare = (status === 500 || status === 404) && String(response.getHeader('content-type') ?? '').startsWith('text/html');
    const html = isBare ? (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')) : '';
    isDone = true;
    if (!html.includes('<html id="__next_error__"')) return chunk;
    const body = /<body[^>]*>/.exec(html);
    const at = body ? body.index + body[0].length : html.indexOf('</html>');
    if (at < 0) return chunk;
    if (!response.headersSent) response.removeHeader('Content-Length');
    return Buffer.from(html.slice(0, at) + explanation(status, localeOf(headers), requestId) + html.slice(at));
  };
  response.write = ((chunk: unknown, ...rest: unknown[]) => write(explained(chunk) as Buffer, ...(rest as []))) as ServerResponse['write'];
  response.end = ((chunk: unknown, ...rest: unknown[]) => end(explained(chunk) as Buffer, ...(rest as []))) as ServerResponse['end'];
}
