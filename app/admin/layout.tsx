import type { ReactNode } from 'react';
import { signOut } from '#app/actions/sign-out.ts';
import { stepUpInDialog } from '#app/actions/step-up-in-dialog.ts';
import { SignedInShell } from '#components/layout/signed-in-shell.tsx';
import { requireUser } from '#lib/auth/require.ts';

export default async function AdminLayout({ children }: { children: ReactNode }) {
  // Each page decides by itself whether it is open to somebody who must set up a second factor first.
  const actor = await requireUser({ duringEnrolment: true });
  return (
    <SignedInShell actor={actor} signOut={signOut} stepUp={stepUpInDialog} hasPalette>
      {children}
    </SignedInShell>
  );
}
