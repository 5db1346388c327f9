'use server';

import { redirect } from 'next/navigation';
import { failedForm } from '#app/actions/failed-form.ts';
import { formText } from '#app/actions/form-text.ts';
import { POST as byLinkHandler } from '#app/api/v1/auth/secure-account/route.ts';
import { POST as ownHandler } from '#app/api/v1/users/me/secure-account/route.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { signInPath } from '#lib/auth/page-pool.ts';
import { currentActor } from '#lib/auth/require.ts';
import { secureAccount } from '#lib/contracts/auth.ts';
import { secureMyAccount } from '#lib/contracts/users.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';
import { withPool } from '#lib/pools/pool-name.ts';

/** "This wasn't me": with the link of a mail, or by somebody who is signed in here. */
export async function endEverything(previous: FormState, form: FormData): Promise<FormState> {
  const token = formText(form, 'token');
  const own = token ? null : await currentActor();
  const result = token
    ? await callEndpoint(secureAccount, byLinkHandler, { body: { token } })
    : await callEndpoint(secureMyAccount, ownHandler, { body: {} });
  if (!result.ok) return failedForm(result, { previous, values: {}, fields: {} });
  const page = '/login?notice=secured';
  redirect(own ? withPool(page, own.user.pool) : await signInPath(page, ''));
}
