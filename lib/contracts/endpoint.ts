import type { z } from 'zod';
import type { ErrorCode } from '#lib/errors.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import type { OwnScope } from '#lib/roles/scopes.ts';

/**
 * `impersonated`: also open to an administrator who acts as the user. Only what looks, and what does no harm: whatever
 * does not say so refuses them, permissions and fresh proofs always do.
 */
type ImpersonatedAccess = { impersonated?: true };

/**
 * Somebody who is signed in; no key, and no service account. `duringEnrolment`: also open to somebody who must set up a
 * second factor first. Only what setting one up needs, and the way out; everything else answers
 * SECOND_FACTOR_ENROLMENT_REQUIRED.
 */
export type SessionAccess = { user: true; stepUp?: true; duringEnrolment?: true; apiKeys?: never } & ImpersonatedAccess;

/** Also open to the user's own API keys that carry this scope. Never anything that makes or changes a credential. */
export type KeyAccess = { user: true; apiKeys: OwnScope; stepUp?: never; duringEnrolment?: never } & ImpersonatedAccess;

/**
 * Any caller that holds the permission right now: a session, a user's key, a service account. With `stepUp` only a
 * session, because nothing else can give a fresh proof.
 */
export type PermissionAccess = { permission: Permission; stepUp?: true };

/**
 * Any caller that holds the permission in the organization that the path names ({organization_id}), or looks after all of
 * them (`admin.organizations.*`). NOT_FOUND for whoever has nothing to do with it.
 */
export type OrganizationAccess = { organization: Permission; stepUp?: true };

/** Who may call. There is no default: an endpoint that does not say does not compile. */
export type Access = { anyone: true } | SessionAccess | KeyAccess | PermissionAccess | OrganizationAccess;

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Days as `2026-11-21`, UTC; `link` below our own origin or anywhere else. */
export type Deprecated = { since: string; sunset?: string; link: string };

export type Endpoint = {
  /** Operation id in OpenAPI and in the client. */
  id: string;
  method: HttpMethod;
  /** Below /api/v1, parameters as {name}. */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  access: Access;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The body is a file of one of these media types instead, read as it comes; it is never in memory as a whole. */
  upload?: readonly string[];
  /** The answer is a file of one of these media types, without an envelope. Errors are answered as always. */
  file?: readonly string[];
  /**
   * An endpoint of OAuth's RFCs: a body may also come as `application/x-www-form-urlencoded`. Such a caller gets the RFC's
   * answer: the data without an envelope, errors as `{ error, error_description }`; parameters that are not known are ignored.
   */
  oauth?: true;
  /** A service account may also come with its client id and secret as HTTP Basic (RFC 6749 §2.3.1); wrong ones are refused. */
  clientCredentials?: true;
  /** The answer is a page of a list and says where the next one is. */
  paged?: true;
  /** Answers carry an ETag; where `errors` has PRECONDITION_FAILED, If-Match is heeded. */
  versioned?: true;
  /** A POST that only reads, because what it asks about must not be in an address: each request is answered anew. */
  readOnly?: true;
  /**
   * The answer holds a secret that leaves the server once (data.md, rule 2): it is never kept for an Idempotency-Key. A
   * repeated request is told that it was carried out.
   */
  secretAnswer?: true;
  /** It will go: answers say since when, until when, and where to read what to use instead (RFC 9745, RFC 8594). */
  deprecated?: Deprecated;
  /** The shape of `data` by success status. */
  responses: Readonly<Record<number, z.ZodType>>;
  errors: readonly ErrorCode[];
};

/** True where a request may change something, so that it can be named with an Idempotency-Key: a file is not kept to compare it. */
export function isWrite({ method, readOnly, upload }: Pick<Endpoint, 'method' | 'readOnly' | 'upload'>): boolean {
  return method !== 'GET' && !readOnly && !upload;
}

/** A file as it comes. */
export type Upload = { mediaType: string; content: AsyncIterable<Uint8Array> };

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

export type ParamsOf<E extends Endpoint> = OutputOf<E['params']>;
export type QueryOf<E extends Endpoint> = OutputOf<E['query']>;
export type BodyOf<E extends Endpoint> = E['upload'] extends readonly string[] ? Upload : OutputOf<E['body']>;
export type BodyInputOf<E extends Endpoint> = E['body'] extends z.ZodType ? z.input<E['body']> : undefined;
export type DataOf<E extends Endpoint> = z.output<E['responses'][keyof E['responses']]>;

/** Defines an endpoint once: types, parsing, forms, OpenAPI and the docs all come from it. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition;
}
