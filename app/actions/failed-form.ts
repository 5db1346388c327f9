import { getTranslations } from 'next-intl/server';
import type { FormState } from '#components/forms/form-state.ts';
import type { ErrorCode, FieldError } from '#lib/errors.ts';

/** What `callEndpoint()` answers when the endpoint refused. */
export type Failure = { code: ErrorCode; reason?: string; fields: FieldError[]; retryAfterSeconds?: number | undefined; requestId: string };

type FormShape = {
  previous: FormState;
  /** What stays in the form; never a password. */
  values: Record<string, string>;
  /** The fields people see, by the API's name for each. */
  fields: Record<string, string>;
};

const ownTexts = [
  'email',
  'identifier',
  'username',
  'code',
  'accept_terms',
  'timezone',
  'locale',
  'password',
  'phone',
  'allowed_origins',
  'allowed_ips',
  'rate_limit',
  'scopes',
  'reason',
  'metadata',
] as const;
const passwordReasons = ['taken', 'too_short', 'blank', 'common', 'personal', 'wrong', 'too_long', 'used_before', 'same'] as const;
const phoneReasons = ['no_country', 'short_number', 'long_number', 'not_a_mobile', 'country'] as const;
const reasons = [
  ...passwordReasons,
  ...phoneReasons,
  'needs_passkey',
  'needs_second_person',
  'unknown_role',
  'not_active',
  'not_held',
  'too_late',
  'past',
] as const;
/** Refusals that say more than their code. */
const refusals = [
  'already_member',
  'record_missing',
  'domain_taken',
  'other_address',
  'organization_suspended',
  'pool_in_use',
  'second_factor_required',
  'method_turned_off',
  'too_many_keys',
  'impersonating',
  'approval_required',
  'proposer_may_not',
  'own_proposal',
  'self',
  'rank',
  'system_role',
] as const;
type FieldText = (typeof ownTexts)[number] | (typeof reasons)[number] | 'required' | 'tooLong' | 'invalid';

function fieldTextKey(name: string, code: string): FieldText {
  const reason = reasons.find((known) => known === code);
  if (reason) return reason;
  if (code === 'too_big') return 'tooLong';
  const own = ownTexts.find((known) => known === name);
  return own ?? (code === 'required' ? 'required' : 'invalid');
}

/** A refusal as the form shows it: in the reader's language, beside the fields where it belongs, else above them. */
export async function failedForm(failure: Failure, { previous, values, fields }: FormShape): Promise<FormState> {
  const t = await getTranslations();
  const state: FormState = { attempt: previous.attempt + 1, values, fields: {}, problem: null, outcome: null };
  if (fields.code && failure.code === 'INVALID_CODE') {
    return { ...state, fields: { [fields.code]: `${t('errors.INVALID_CODE')} ${t('remedies.INVALID_CODE')}` } };
  }
  for (const { path, code } of failure.fields) {
    const name = fields[path];
    if (name) state.fields[name] ??= t(`fieldErrors.${fieldTextKey(name, code)}`);
  }
  if (Object.keys(state.fields).length > 0) return state;
  const refusal = refusals.find((known) => known === failure.reason);
  const seconds = failure.retryAfterSeconds ?? null;
  const retry =
    seconds === null ? null : seconds < 90 ? t('retry.seconds', { seconds }) : t('retry.minutes', { minutes: Math.ceil(seconds / 60) });
  return {
    ...state,
    problem: {
      message: t(refusal ? `refusals.${refusal}.message` : `errors.${failure.code}`),
      remedy: retry ?? t(refusal ? `refusals.${refusal}.remedy` : `remedies.${failure.code}`),
      requestId: failure.requestId,
      retryAfterSeconds: seconds,
    },
  };
}
