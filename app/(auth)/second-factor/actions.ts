'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { requireUser } from '#lib/auth/require.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { cookiesAreSecure } from '#lib/env.ts';
import { enrolLaterCookieName } from '#lib/sessions/cookie-names.ts';

/** Puts setting up a second factor off, for this session and while that is possible. */
export async function setUpLater(form: FormData): Promise<void> {
  const { session } = await requireUser({ duringEnrolment: true });
  (await cookies()).set(enrolLaterCookieName(), session.id, { httpOnly: true, sameSite: 'lax', secure: cookiesAreSecure(), path: '/' });
  redirect(safeRedirect(form.get('redirect_to')));
}
