'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { DELETE as handler } from '#app/api/v1/users/me/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { requireUser } from '#lib/auth/require.ts';
import { deleteMe } from '#lib/contracts/users.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { withPool } from '#lib/pools/pool-name.ts';

/** Schedules the erasure of one's own account. What is typed keeps a slip from doing it; the fresh proof keeps a stranger from it. */
export async function deleteAccount(previous: FormState, form: FormData): Promise<FormState> {
  const { user } = await requireUser();
  const typed = formText(form, 'confirmation').trim();
  const wanted = user.email ?? user.username ?? user.id;
  if (typed.toLowerCase() !== wanted.toLowerCase()) {
    const t = await getTranslations('deleteAccount');
    const fields = { confirmation: t('mismatch') };
    return { attempt: previous.attempt + 1, values: { confirmation: typed }, fields, problem: null, outcome: null };
  }
  const result = await callEndpoint(deleteMe, handler, {});
  stepUpFirst(result, '/profile/delete');
  if (!result.ok) return failedForm(result, { previous, values: { confirmation: typed }, fields: {} });
  redirect(withPool('/login?notice=deletion_scheduled', user.pool));
}
