/** The closed list of error codes an outsider can meet, with the HTTP status each is answered with (api.md, Conventions). */
export const errorTable = {
  VALIDATION_FAILED: { status: 400, message: 'Some fields are missing or not valid.' },
  INVALID_TOKEN: { status: 400, message: 'This link is not valid or was already used.' },
  INVALID_CODE: { status: 400, message: 'This code is not valid or has expired.' },
  UNAUTHENTICATED: { status: 401, message: 'Sign in to do this.' },
  INVALID_CREDENTIALS: { status: 401, message: 'The e-mail, username or password is wrong.' },
  TOKEN_EXPIRED: { status: 401, message: 'The token has expired.' },
  TOKEN_REVOKED: { status: 401, message: 'The session behind this token has ended.' },
  FORBIDDEN: { status: 403, message: 'You are not allowed to do this.' },
  EMAIL_NOT_VERIFIED: { status: 403, message: 'Confirm your e-mail address first.' },
  ACCOUNT_SUSPENDED: { status: 403, message: 'This account is suspended.' },
  STEP_UP_REQUIRED: { status: 403, message: 'Confirm that it is you first.' },
  SECOND_FACTOR_ENROLMENT_REQUIRED: { status: 403, message: 'Set up a second factor first.' },
  NOT_FOUND: { status: 404, message: 'There is nothing here.' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'This method is not allowed here.' },
  CONFLICT: { status: 409, message: 'This conflicts with something that exists already.' },
  LAST_ADMIN: { status: 409, message: 'The last super admin cannot be removed.' },
  LAST_OWNER: { status: 409, message: 'The last owner of an organization stays one.' },
  LAST_SIGN_IN_METHOD: { status: 409, message: 'The last way to sign in cannot be removed.' },
  PRECONDITION_FAILED: { status: 412, message: 'It was changed in the meantime. Load it again.' },
  PAYLOAD_TOO_LARGE: { status: 413, message: 'The request body is larger than allowed.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Send the body as application/json.' },
  IDEMPOTENCY_MISMATCH: { status: 422, message: 'This Idempotency-Key was used for another request.' },
  WEAK_PASSWORD: { status: 422, message: 'This password is too weak.' },
  BREACHED_PASSWORD: { status: 422, message: 'This password is in a list of known passwords.' },
  ACCOUNT_LOCKED: { status: 423, message: 'This account is locked for a while after too many failed tries.' },
  RATE_LIMITED: { status: 429, message: 'Too many requests. Wait before you try again.' },
  INTERNAL: { status: 500, message: 'Something went wrong on our side.' },
  UNAVAILABLE: { status: 503, message: 'The service is busy or a part of it is down. Try again shortly.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof errorTable;

export type FieldError = { path: string; code: string; message: string };

export type ErrorDetails = {
  fields?: FieldError[];
  permission?: string;
  retry_after?: number;
  [key: string]: unknown;
};

const mark = Symbol.for('gatehouse.service-error');

/** A refusal with a code from the table; `route()` and the form actions turn it into an answer. */
export class ServiceError extends Error {
  /** Pages, route handlers and the front are bundled apart, each with its own copy of this class; what one throws the others know. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && mark in value;
  }

  readonly [mark] = true;
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;
  /** Seconds until a retry makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: { message?: string; details?: ErrorDetails; retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(options.message ?? errorTable[code].message, { cause: options.cause });
    this.name = 'ServiceError';
    this.code = code;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return errorTable[this.code].status;
  }
}

/** 400 VALIDATION_FAILED that names one field. */
export function fieldError(path: string, code: string, message: string): ServiceError {
  return new ServiceError('VALIDATION_FAILED', { details: { fields: [{ path, code, message }] } });
}
