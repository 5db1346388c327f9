import type { ReactNode } from 'react';

/** What a change would mean before it is saved, said aloud when it appears. */
export function PreviewBox({ title, summary, children }: { title: string; summary: string; children: ReactNode }) {
  return (
    <section aria-labelledby="preview" role="status" className="rounded-control border border-line bg-sunken/50 p-4">
      <h2 id="preview" className="font-medium text-ink text-sm">
        {title}
      </h2>
      <p className="mt-1 text-muted text-sm leading-6">{summary}</p>
      {children}
    </section>
  );
}
