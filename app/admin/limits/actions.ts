'use server';

import { redirect } from 'next/navigation';
import { formText } from '#app/actions/form-text.ts';
import { stepUpFirst } from '#app/actions/step-up-first.ts';
import { POST as forgetHandler } from '#app/api/v1/admin/limits/forget/route.ts';
import { forgetLimit } from '#lib/contracts/limits.ts';
import { callEndpoint } from '#lib/http/call-endpoint.ts';

const page = '/admin/limits';

/** Lets one who is limited begin anew. */
export async function forget(form: FormData): Promise<void> {
  const body = { limit: formText(form, 'limit'), bucket: formText(form, 'bucket'), subject: formText(form, 'subject') };
  const result = await callEndpoint(forgetLimit, forgetHandler, { body });
  stepUpFirst(result, page);
  redirect(result.ok ? `${page}?notice=forgotten` : `${page}?error=${result.code}`);
}
