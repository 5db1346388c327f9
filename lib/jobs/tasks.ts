import type { JobHelpers } from 'graphile-worker';
import { eraseDueAccounts } from '#lib/accounts/erase-account.ts';
import { workOffJob } from '#lib/bulk/work-off-job.ts';
import { sendMail } from '#lib/email/send-mail.ts';
import { remindOwners } from '#lib/recovery/remind-owners.ts';
import { closeExpiredImpersonations } from '#lib/sessions/close-impersonations.ts';
import { sendText } from '#lib/sms/send-text.ts';
import { rollUp } from '#lib/statistics/roll-up.ts';
import { rotateSigningKeys } from '#lib/tokens/rotate-signing-keys.ts';
import type { JobPayloads } from './add-job.ts';
import { cleanUp } from './clean-up.ts';

type Payloads = JobPayloads & {
  clean_up: unknown;
  erase_accounts: unknown;
  close_impersonations: unknown;
  remind_recovery: unknown;
  rotate_signing_keys: unknown;
  roll_up: unknown;
};

/** What runs for each kind of job. A kind without a task, or a task of another payload, does not compile. */
export const tasks = {
  send_mail: sendMail,
  send_sms: sendText,
  work_off_job: workOffJob,
  clean_up: (_payload, helpers) => cleanUp(helpers.query),
  erase_accounts: () => eraseDueAccounts(),
  close_impersonations: () => closeExpiredImpersonations(),
  remind_recovery: () => remindOwners(),
  roll_up: () => rollUp(),
  rotate_signing_keys: async () => void (await rotateSigningKeys()),
} satisfies { [Name in keyof Payloads]: (payload: Payloads[Name], helpers: JobHelpers) => Promise<void> };
