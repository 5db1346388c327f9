'use server';

import { failedForm } from '#app/actions/failed-form.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as renewHandler } from '#app/api/v1/auth/2fa/backup-codes/route.ts';
import type { SetupState } from '#components/account/setup-state.ts';
import { renewBackupCodes } from '#lib/contracts/factors.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

/** Makes ten new codes. The page shows them once: loading it again asks first. */
export async function makeBackupCodes(previous: SetupState): Promise<SetupState> {
  const result = await callEndpoint(renewBackupCodes, renewHandler, { body: {} });
  stepUpFirst(result, '/security/backup-codes');
  if (!result.ok) return { ...(await failedForm(result, { previous, values: {}, fields: {} })), setup: null, codes: null };
  const done = { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'renewed' };
  return { ...done, setup: null, codes: result.data.backup_codes };
}
