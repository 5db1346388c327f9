import type { ReactNode } from 'react';

/** The heading of a sign-in page with one sentence below it. */
export function SignInHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="mb-8">
      <h1 className="font-semibold text-[1.75rem] leading-9 tracking-[-0.03em]">{title}</h1>
      {children ? <div className="mt-2 text-[0.9375rem] text-muted leading-6">{children}</div> : null}
    </header>
  );
}
