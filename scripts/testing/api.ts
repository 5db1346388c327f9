import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import type { FieldError } from '#lib/errors.ts';
import { limitRows } from '#lib/rate-limit/limit-table.ts';
import { handlerOf } from './api-routes.ts';

// Guarantees are tested one by one; a test about limits sets its own before it imports this.
process.env.RATE_LIMITS ??= JSON.stringify(
  Object.fromEntries(limitRows.filter(([, { keptIn }]) => keptIn === 'window').map(([name]) => [name, 'off'])),
);

export const origin = 'http://localhost:3000';

let addresses = 0;

/** An address that no other call of this file had, from the block for documentation of tests (RFC 2544). */
export function nextAddress(): string {
  addresses += 1;
  return `198.${18 + (addresses >> 16)}.${(addresses >> 8) & 255}.${addresses & 255}`;
}

export type CallOptions = {
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  rawBody?: string | Uint8Array<ArrayBuffer>;
  contentType?: string | null;
  params?: Record<string, string>;
  query?: string;
  ip?: string;
  bearer?: string;
  /** The Cookie header; such a call comes from our own pages unless `headers` say otherwise. */
  cookie?: string;
  /** An empty text takes a header away. */
  headers?: Record<string, string | undefined>;
  method?: string;
};

/** An answer of the API, read once. `body` is the whole envelope. */
export type ApiAnswer = {
  status: number;
  headers: Headers;
  cookies: string[];
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the answer's shape is what the tests are about
  data: any;
  code: string | undefined;
  message: string | undefined;
  fields: FieldError[];
  details: Record<string, unknown>;
};

function requestOf(contract: Pick<Endpoint, 'method' | 'path'>, options: CallOptions): Request {
  const headers = new Headers({ 'x-gatehouse-client-ip': options.ip ?? nextAddress() });
  const hasBody = options.body !== undefined || options.rawBody !== undefined;
  const contentType = options.contentType === undefined && hasBody ? 'application/json' : options.contentType;
  if (contentType) headers.set('content-type', contentType);
  if (options.bearer !== undefined) headers.set('authorization', `Bearer ${options.bearer}`);
  if (options.cookie !== undefined) {
    headers.set('cookie', options.cookie);
    headers.set('origin', origin);
  }
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value === undefined) continue;
    if (value === '') headers.delete(name);
    else headers.set(name, value);
  }
  const path = contract.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(options.params?.[name] ?? ''));
  const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  return new Request(`${origin}/api/v1${path}${options.query ?? ''}`, {
    method: options.method ?? contract.method,
    headers,
    ...(body !== undefined && { body }),
  });
}

/** Reads a handler's response into what the tests ask about. */
export async function readAnswer(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  const body = text === '' ? {} : JSON.parse(text);
  return {
    status: response.status,
    headers: response.headers,
    cookies: response.headers.getSetCookie(),
    text,
    data: body.data,
    code: body.error?.code,
    message: body.error?.message,
    fields: body.error?.details?.fields ?? [],
    details: body.error?.details ?? {},
  };
}

/** Calls an endpoint's real handler in this process, as Next would. */
export async function call(contract: Endpoint, options: CallOptions = {}): Promise<ApiAnswer> {
  const handler = await handlerOf(contract);
  return readAnswer(await handler(requestOf(contract, options), { params: Promise.resolve(options.params ?? {}) }));
}

/** The same call `count` times at one barrier. */
export function callInParallel(count: number, contract: Endpoint, options: (index: number) => CallOptions): Promise<ApiAnswer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(contract, options(index))));
}

/** How many answers have each status. */
export function statuses(answers: readonly ApiAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/**
 * The same without the refusals of a machine that is too busy for so many transactions at once (503): whatever they were,
 * they did nothing.
 */
export function decided(answers: readonly ApiAnswer[]): ApiAnswer[] {
  return answers.filter(({ status }) => status !== 503);
}

/** A body without what differs in every answer: ids and dates. */
export function masked(answer: ApiAnswer): string {
  return answer.text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>').replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '<date>');
}

/** The headers of an answer as text, without the request id. */
export function maskedHeaders(answer: ApiAnswer): string {
  return [...answer.headers]
    .filter(([name]) => name !== 'x-request-id')
    .map(([name, value]) => `${name}: ${value}`)
    .sort()
    .join('\n');
}

/** `name=value` of the cookie with this name that an answer sets. */
export function cookieOf(answer: ApiAnswer, name: string): string {
  const line = answer.cookies.find((cookie) => cookie.startsWith(`${name}=`));
  if (!line) throw new Error(`The answer sets no cookie ${name}.`);
  return line.split(';')[0] ?? '';
}

/** Waits until the current window of a limit has at least five seconds left, so that a test's requests fall into one. */
export async function awayFromWindowEnd(windowSeconds: number): Promise<void> {
  const left = windowSeconds * 1000 - (Date.now() % (windowSeconds * 1000));
  if (left < 5000) await wait(left + 20);
}
