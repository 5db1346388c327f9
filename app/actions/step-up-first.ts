import { redirect } from 'next/navigation';
import type { ErrorCode } from '#lib/errors.ts';

/** Where an endpoint wants a fresh proof, the person gives it on its own page and comes back to this one. */
export function stepUpFirst(result: { ok: true } | { ok: false; code: ErrorCode }, page: string): void {
  if (!result.ok && result.code === 'STEP_UP_REQUIRED') redirect(`/step-up?redirect_to=${encodeURIComponent(page)}`);
}
