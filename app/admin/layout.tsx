import type { ReactNode } from 'react';
import { signOut } from '#app/actions/sign-out.ts';
import { SignedInShell } from '#components/layout/signed-in-shell.tsx';
import { requireUser } from '#lib/auth/require.ts';

export default async function AdminLayout({ children }: { children: ReactNode }) {
  return (
    <SignedInShell actor={await requireUser()} signOut={signOut}>
      {children}
    </SignedInShell>
  );
}
