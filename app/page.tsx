import { redirect } from 'next/navigation';
import { currentActor } from '#lib/auth/require.ts';

/** There is no home page: those who are signed in see their account, others the sign-in page. */
export default async function RootPage() {
  redirect((await currentActor()) ? '/dashboard' : '/login');
}
