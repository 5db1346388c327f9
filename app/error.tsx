'use client';

import { CrashPage } from '#components/layout/crash-page.tsx';

export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <main id="content">
      <CrashPage error={error} />
    </main>
  );
}
