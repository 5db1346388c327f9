import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import type { Actor } from '#lib/sessions/actor.ts';
import { AppShell } from './app-shell.tsx';
import { parseTheme, themeCookie } from './theme.ts';

/** The shell filled in for one person. */
export async function SignedInShell({ actor, signOut, children }: { actor: Actor; signOut: () => Promise<void>; children: ReactNode }) {
  const [cookieStore, headerList] = await Promise.all([cookies(), headers()]);
  return (
    <AppShell
      person={{ name: actor.user.name, email: actor.user.email ?? '' }}
      permissions={actor.permissions}
      theme={parseTheme(cookieStore.get(themeCookie)?.value)}
      nonce={headerList.get('x-nonce')}
      signOut={signOut}
    >
      {children}
    </AppShell>
  );
}
