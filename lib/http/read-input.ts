import type { z } from 'zod';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { maxBodyBytes } from './body-limit.ts';
import { toFieldErrors } from './field-errors.ts';
import { knownParameters, speaksOauth } from './oauth-answer.ts';
import { checkText, readFormBody, readJsonBody, readUpload } from './read-body.ts';

export type PathParams = Record<string, string | string[] | undefined>;

/** What a request says, in the contract's own types. */
export type Input = { params: unknown; query: unknown; body: unknown };

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new ServiceError('VALIDATION_FAILED', { details: { fields: toFieldErrors(result.error.issues) } });
}

function readQuery(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(query, name)) throw fieldError(name, 'repeated', 'Give this parameter once.');
    Object.defineProperty(query, name, { value, enumerable: true });
  }
  checkText(query);
  return query;
}

async function readBody(contract: Endpoint, request: Request): Promise<unknown> {
  const maxBytes = maxBodyBytes(`/api/v1${contract.path}`);
  if (!speaksOauth(contract, request)) return readJsonBody(request, maxBytes);
  const form = await readFormBody(request, maxBytes);
  checkText(form);
  return knownParameters(contract, form);
}

/** An id that cannot exist names nothing: 404, like one that does not. */
function parseParams(schema: z.ZodObject | undefined, value: PathParams): unknown {
  const result = schema?.safeParse(value);
  if (result && !result.success) throw new ServiceError('NOT_FOUND');
  return result?.data;
}

/** Reads path, query and body as the contract wants them; VALIDATION_FAILED, NOT_FOUND or the body's own refusals. */
export async function readInput(contract: Endpoint, request: Request, pathParams: PathParams): Promise<Input> {
  const query = readQuery(new URL(request.url));
  if (!contract.query && Object.keys(query).length > 0)
    throw fieldError(Object.keys(query)[0] ?? '', 'unknown_field', 'This parameter is not known.');
  checkText(pathParams);
  return {
    params: parseParams(contract.params, pathParams),
    query: parse(contract.query, query),
    body: contract.upload
      ? readUpload(request, contract.upload, maxBodyBytes(`/api/v1${contract.path}`))
      : contract.body && parse(contract.body, await readBody(contract, request)),
  };
}
