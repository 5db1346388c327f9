import { cookies } from 'next/headers';
import { gatehouseOf } from '../lib/gatehouse.ts';
import { signIn, signOut } from './actions.ts';

export default async function Page() {
  const gatehouse = gatehouseOf(await cookies(), 0);
  const session = await gatehouse.session.ready();
  // A session that was ended elsewhere a moment ago is over here too.
  const user = session.status === 'signed_in' ? await gatehouse.users.me().catch(() => null) : null;
  if (!user)
    return (
      <form action={signIn}>
        <input name="email" type="email" autoComplete="username" aria-label="E-mail" required />
        <input name="password" type="password" autoComplete="current-password" aria-label="Password" required />
        <button type="submit">Sign in</button>
      </form>
    );
  return (
    <form action={signOut}>
      <h1>Hello {user.name ?? user.email}</h1>
      <button type="submit">Sign out</button>
    </form>
  );
}
