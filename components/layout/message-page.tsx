import type { ReactNode } from 'react';
import { GateMark } from '#components/brand/gate-mark.tsx';

/** A page that has one thing to say: not found, not allowed, broken. */
export function MessagePage({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-16 text-center sm:py-24">
      <span className="mb-7 flex size-14 items-center justify-center rounded-2xl border border-line bg-surface shadow-card">
        <GateMark className="size-7 text-accent" />
      </span>
      <h1 className="font-semibold text-2xl tracking-[-0.028em]">{title}</h1>
      <p className="mt-3 text-[0.9375rem] text-muted leading-6">{text}</p>
      {children}
    </div>
  );
}
