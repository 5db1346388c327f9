import type { ReactNode } from 'react';
import { Dotted } from '#components/ui/dotted.tsx';

type ListRowProps = {
  icon: ReactNode;
  title: ReactNode;
  facts: (string | null)[];
  /** The form at the end of the row. */
  end: ReactNode;
  /** What opens under the facts. */
  children?: ReactNode;
};

/** One of a list that an account keeps: a passkey, a connected provider, a trusted browser. */
export function ListRow({ icon, title, facts, end, children }: ListRowProps) {
  return (
    <li className={`flex flex-wrap gap-x-4 gap-y-3 py-4 first:pt-0 last:pb-0 sm:flex-nowrap ${children ? 'items-start' : 'items-center'}`}>
      <span aria-hidden className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-sunken text-muted">
        {icon}
      </span>
      {/* On small screens what is at the end goes below rather than leaving words no room. */}
      <div className="min-w-0 flex-1 max-sm:basis-32">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium text-sm">{title}</p>
        <p className="mt-0.5 text-[0.8125rem] text-muted leading-5">
          <Dotted facts={facts.filter((fact) => fact !== null)} />
        </p>
        {children}
      </div>
      {end}
    </li>
  );
}
