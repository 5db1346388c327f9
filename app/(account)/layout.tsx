import type { ReactNode } from 'react';
import { signOut } from '#app/actions/sign-out.ts';
import { stepUpInDialog } from '#app/actions/step-up-in-dialog.ts';
import { SignedInShell } from '#components/layout/signed-in-shell.tsx';
import { requireUser } from '#lib/auth/require.ts';

export default async function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <SignedInShell actor={await requireUser()} signOut={signOut} stepUp={stepUpInDialog}>
      {children}
    </SignedInShell>
  );
}
