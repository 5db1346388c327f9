import type { Upload } from '#lib/contracts/endpoint.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';

const maxDepth = 32;

async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new ServiceError('PAYLOAD_TOO_LARGE');
  if (!request.body) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new ServiceError('PAYLOAD_TOO_LARGE');
    text += decode(decoder, chunk);
  }
  return text + decode(decoder);
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw fieldError('', 'invalid_encoding', 'The body is not valid UTF-8.');
  }
}

function at(path: string, key: string | number): string {
  return path ? `${path}.${key}` : String(key);
}

/** Refuses what PostgreSQL cannot store (U+0000), what is no text (lone surrogates) and what poisons objects (__proto__). */
export function checkText(value: unknown, path = '', depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000')) throw fieldError(path, 'invalid_characters', 'U+0000 is not allowed.');
    if (!value.isWellFormed()) throw fieldError(path, 'invalid_characters', 'The text is not valid Unicode.');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) throw fieldError(path, 'too_deep', `Nest at most ${maxDepth} levels.`);
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw fieldError(at(path, key), 'unknown_field', 'This field is not known.');
    checkText(key, path, depth);
    checkText(item, at(path, key), depth + 1);
  }
}

/** What a body says it is, without parameters such as `charset`. */
export function mediaTypeOf(request: Request): string | undefined {
  return request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
}

/** No more than `maxBytes` of a body; PAYLOAD_TOO_LARGE as soon as there are more. */
async function* upTo(maxBytes: number, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of body) {
    size += piece.byteLength;
    if (size > maxBytes) throw new ServiceError('PAYLOAD_TOO_LARGE');
    yield piece;
  }
}

/** A body that is a file, to be read as it comes; 415 for another media type than these. */
export function readUpload(request: Request, mediaTypes: readonly string[], maxBytes: number): Upload {
  const mediaType = mediaTypeOf(request) ?? '';
  if (!mediaTypes.includes(mediaType))
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', { message: `Send the body as ${mediaTypes.join(' or ')}.` });
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new ServiceError('PAYLOAD_TOO_LARGE');
  const body = request.body as unknown as AsyncIterable<Uint8Array> | null;
  return { mediaType, content: upTo(maxBytes, body ?? nothing()) };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Reads an `application/x-www-form-urlencoded` body. A parameter without a value counts as left out (RFC 6749 §3.2). */
export async function readFormBody(request: Request, maxBytes: number): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(await readText(request, maxBytes))) {
    if (Object.hasOwn(fields, name)) throw fieldError(name, 'repeated', 'Give this parameter once.');
    if (value !== '') Object.defineProperty(fields, name, { value, enumerable: true });
  }
  return fields;
}

/**
 * Reads a JSON body: 413 above `maxBytes`, 415 for another media type, 400 for broken JSON or text no field may hold.
 * No body and no media type count as an empty object: endpoints whose fields are all optional work without one.
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const mediaType = mediaTypeOf(request);
  if (mediaType !== undefined && mediaType !== 'application/json') throw new ServiceError('UNSUPPORTED_MEDIA_TYPE');
  const text = await readText(request, maxBytes);
  if (mediaType === undefined && text === '') return {};
  if (mediaType === undefined) throw new ServiceError('UNSUPPORTED_MEDIA_TYPE');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw fieldError('', 'invalid_json', 'The body is not valid JSON.');
  }
  checkText(body);
  return body;
}
