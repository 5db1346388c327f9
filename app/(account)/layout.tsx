import type { ReactNode } from 'react';
import { signOut } from '#app/actions/sign-out.ts';
import { stepUpInDialog } from '#app/actions/step-up-in-dialog.ts';
import { EnrolmentShell } from '#components/layout/enrolment-shell.tsx';
import { SignedInShell } from '#components/layout/signed-in-shell.tsx';
import { requireUser } from '#lib/auth/require.ts';

export default async function AccountLayout({ children }: { children: ReactNode }) {
  // Each page decides by itself whether it is open during an enrolment; around it nothing is said about the person.
  const actor = await requireUser({ duringEnrolment: true });
  if (actor.factorRequirement.status === 'overdue') return <EnrolmentShell signOut={signOut}>{children}</EnrolmentShell>;
  return (
    <SignedInShell actor={actor} signOut={signOut} stepUp={stepUpInDialog}>
      {children}
    </SignedInShell>
  );
}
