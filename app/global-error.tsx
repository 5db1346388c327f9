'use client';

import { CrashPage } from '#components/layout/crash-page.tsx';
import './globals.css';

/** Takes the place of the whole document when the root layout itself breaks. */
export default function GlobalErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body className="bg-canvas font-sans text-ink">
        <title>Gatehouse</title>
        <main>
          <CrashPage error={error} />
        </main>
      </body>
    </html>
  );
}
