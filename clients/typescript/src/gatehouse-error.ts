import type { ErrorCode } from './generated/types.ts';

/** `NETWORK`: no answer came. `UNREADABLE`: an answer came, but not from the API (a proxy's page, say). */
export type GatehouseErrorCode = ErrorCode | 'NETWORK' | 'UNREADABLE';

/** One field of the request that was refused. */
export type FieldError = { path: string; code: string; message: string };

type Failure = {
  code: GatehouseErrorCode;
  message: string;
  status?: number;
  details?: Record<string, unknown>;
  requestId?: string | null;
  retryAfterSeconds?: number | null;
  cause?: unknown;
};

/** Everything that can go wrong with a call, except that the caller gave up (`AbortError`). Decide by `code`. */
export class GatehouseError extends Error {
  override readonly name = 'GatehouseError';
  readonly code: GatehouseErrorCode;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;
  /** Name it when you ask for help. */
  readonly requestId: string | null;
  /** Seconds until a retry makes sense, where the server says so. */
  readonly retryAfterSeconds: number | null;

  constructor(failure: Failure) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.code = failure.code;
    this.status = failure.status ?? 0;
    this.details = failure.details ?? {};
    this.requestId = failure.requestId ?? null;
    this.retryAfterSeconds = failure.retryAfterSeconds ?? null;
  }

  /** The fields that were refused, for `VALIDATION_FAILED`. */
  get fields(): readonly FieldError[] {
    return Array.isArray(this.details.fields) ? (this.details.fields as FieldError[]) : [];
  }
}
