import { getTranslations } from 'next-intl/server';
import type { FormState } from '#components/forms/form-state.ts';
import type { BodyInputOf } from '#lib/contracts/endpoint.ts';
import type { verifyPasskeySignIn } from '#lib/contracts/passkeys.ts';
import { type Failure, failedForm } from './failed-form.ts';
import { formText } from './form-text.ts';

type Answer = BodyInputOf<typeof verifyPasskeySignIn>['credential'];

/** The authenticator's answer as the script put it into the form. The contract checks what it is. */
export function passkeyAnswer(form: FormData): Answer {
  try {
    return JSON.parse(formText(form, 'credential')) as Answer;
  } catch {
    return {} as Answer;
  }
}

const ownWords = ['VALIDATION_FAILED', 'INVALID_TOKEN', 'INVALID_CODE', 'INVALID_CREDENTIALS'] as const;

/** A passkey that was refused, in words that fit: there is no link and no code here. */
export async function refusedPasskey(failure: Failure, previous: FormState, values: Record<string, string> = {}): Promise<FormState> {
  if (!ownWords.some((code) => code === failure.code)) return failedForm(failure, { previous, values, fields: {} });
  const t = await getTranslations('passkey');
  const problem = { message: t('refused'), remedy: t('refusedRemedy'), requestId: failure.requestId, retryAfterSeconds: null };
  return { attempt: previous.attempt + 1, values, fields: {}, problem, outcome: null };
}
