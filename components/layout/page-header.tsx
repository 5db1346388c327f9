import type { ReactNode } from 'react';

/** The heading of a page, with its actions beside it. */
export function PageHeader({ title, subtitle, actions }: { title: string; subtitle?: string; actions?: ReactNode }) {
  return (
    <header className="mb-8 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        <h1 className="break-words font-semibold text-[1.625rem] leading-8 tracking-[-0.028em]">{title}</h1>
        {subtitle ? <p className="mt-1.5 text-[0.9375rem] text-muted leading-6">{subtitle}</p> : null}
      </div>
      {actions}
    </header>
  );
}
