import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { currentActor } from '#lib/auth/require.ts';
import { signInAgainPath } from '#lib/auth/sign-in-again.ts';
import { readRequestContext } from '#lib/http/request-context.ts';

/** There is no home page: those who are signed in see their account, others the sign-in page. */
export default async function RootPage() {
  redirect((await currentActor()) ? '/dashboard' : await signInAgainPath(readRequestContext(await headers()), null));
}
