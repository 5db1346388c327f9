import { type ErrorCode, type ErrorDetails, errorTable } from '#lib/errors.ts';
import { type ErrorFacts, errorBody, type Stamp } from './error-body.ts';

const fields = [{ path: 'email', code: 'invalid_format', message: 'Enter an e-mail address such as name@example.com.' }];

/** What comes with a code where something does. */
const details: Partial<Record<ErrorCode, ErrorDetails>> = {
  VALIDATION_FAILED: { fields },
  FORBIDDEN: { permission: 'admin.users.read' },
  STEP_UP_REQUIRED: { methods: ['passkey', 'totp'] },
  WEAK_PASSWORD: { fields: [{ path: 'password', code: 'too_short', message: 'Use at least 8 characters.' }] },
  RATE_LIMITED: { retry_after: 42 },
};

const stamp: Stamp = { requestId: '7c9e6679-7425-40de-944b-e07fc1f90ae7', timestamp: '2026-11-20T12:00:00.000Z' };

/** An error as a caller with this Accept header would get it. */
export function exampleError(code: ErrorCode, accept: string | null = null): unknown {
  const { status, message } = errorTable[code];
  const facts: ErrorFacts = { code, status, message, details: details[code] };
  return JSON.parse(errorBody(facts, stamp, accept).body);
}
