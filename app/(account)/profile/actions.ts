'use server';

import { cookies } from 'next/headers';
import { failedForm } from '#app/actions/failed-form.ts';
import { formTexts } from '#app/actions/form-text.ts';
import { PATCH as updateMeHandler } from '#app/api/v1/users/me/route.ts';
import { profileFieldNames, toProfileChange } from '#components/account/profile-schema.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { updateMe } from '#lib/contracts/users.ts';
import { cookiesAreSecure } from '#lib/env.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { isLocale, localeCookie } from '#lib/i18n/locales.ts';

/** Saves the profile. A new language counts for this browser's pages too. */
export async function updateProfile(previous: FormState, form: FormData): Promise<FormState> {
  const values = formTexts(form, profileFieldNames);
  // The endpoint checks the language; its type knows only the valid ones.
  const body = toProfileChange(values) as Parameters<typeof updateMe.body.parse>[0] & { locale: 'en' | 'de' };
  const result = await callEndpoint(updateMe, updateMeHandler, { body });
  if (!result.ok)
    return failedForm(result, { previous, values, fields: Object.fromEntries(profileFieldNames.map((name) => [name, name])) });
  const { locale } = result.data;
  if (isLocale(locale))
    (await cookies()).set(localeCookie, locale, { sameSite: 'lax', secure: cookiesAreSecure(), path: '/', maxAge: 31_536_000 });
  return { attempt: previous.attempt + 1, values: {}, fields: {}, problem: null, outcome: 'saved' };
}
