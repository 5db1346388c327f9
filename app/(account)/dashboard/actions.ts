'use server';

import { redirect } from 'next/navigation';
import { formText } from '#app/actions/form-text.ts';
import { dismissOffer } from '#app/actions/passkey-offer-cookie.ts';
import { requireUser } from '#lib/auth/require.ts';

/** Takes the offer of a passkey away, for a while or for good. */
export async function dismissPasskeyOffer(form: FormData): Promise<void> {
  const { user } = await requireUser();
  await dismissOffer(user.id, formText(form, 'for') === 'ever' ? 'ever' : 'now');
  redirect('/dashboard');
}
