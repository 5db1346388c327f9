import type { ReactNode } from 'react';
import { Dotted } from '#components/ui/dotted.tsx';

type EntryRowProps = {
  icon: ReactNode;
  name: string;
  /** Under a heading of the page the names are one level deeper. */
  nameAs?: 'h2' | 'h3';
  /** Beside the name: how it stands. */
  badges?: ReactNode;
  /** Words of which the entry holds several: permissions, scopes, origins. `more` says how many are not shown. */
  tags?: { label: string; values: readonly string[]; more?: string | null };
  facts: string[];
  /** What can be done with it, at the end of the row. */
  end?: ReactNode;
  /** Under the name. */
  children?: ReactNode;
};

/** One entry of a list of things that somebody manages: a key, a role, a service account, an application. */
export function EntryRow({ icon, name, nameAs: Name = 'h2', badges, tags, facts, end, children }: EntryRowProps) {
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 py-5 first:pt-0 last:pb-0 sm:flex-nowrap">
      <span aria-hidden className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-sunken text-muted">
        {icon}
      </span>
      {/* On small screens what is at the end goes below rather than leaving words no room. */}
      <div className="min-w-0 flex-1 max-sm:basis-32">
        <Name className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium text-sm">
          <span className="min-w-0 break-words">{name}</span>
          {badges}
        </Name>
        {children}
        {tags && tags.values.length > 0 ? (
          <ul aria-label={tags.label} className="mt-2 flex flex-wrap gap-1.5">
            {tags.values.map((value) => (
              <li key={value} className="max-w-full break-all rounded-md bg-sunken px-2 py-0.5 font-mono text-xs leading-5">
                {value}
              </li>
            ))}
            {tags.more ? <li className="px-1 py-0.5 text-muted text-xs leading-5">{tags.more}</li> : null}
          </ul>
        ) : null}
        <p className="mt-2 text-[0.8125rem] text-muted leading-5">
          <Dotted facts={facts} />
        </p>
      </div>
      {end}
    </li>
  );
}

/** What an entry is for, under its name. */
export function EntryText({ children }: { children: string }) {
  return <p className="mt-0.5 break-words text-muted text-sm leading-6">{children}</p>;
}
