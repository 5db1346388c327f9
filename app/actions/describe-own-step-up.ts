'use server';

import { getLocale, getMessages } from 'next-intl/server';
import type { StepUpState } from '#components/account/step-up-dialog.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { describeStepUp } from '#lib/auth/step-up.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';

const areas = ['stepUp', 'passkey', 'password', 'common'] as const;

/** How the person who is signed in can confirm that it is them, with the texts of the dialog that asks. */
export async function describeOwnStepUp(): Promise<StepUpState> {
  const [actor, locale, messages] = await Promise.all([requireUser({ duringEnrolment: true }), getLocale(), getMessages()]);
  const { methods } = await describeStepUp(actor);
  return { methods, locale, messages: pickMessages(messages, areas) };
}
