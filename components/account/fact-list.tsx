import type { ReactNode } from 'react';

export type Fact = { term: string; value: ReactNode };

/** Terms and values, up to three columns where there is room. */
export function FactList({ facts }: { facts: Fact[] }) {
  return (
    <dl className="grid gap-x-8 gap-y-6 sm:grid-cols-2 xl:grid-cols-3">
      {facts.map(({ term, value }) => (
        <div key={term} className="min-w-0">
          <dt className="text-faint text-xs">{term}</dt>
          <dd className="mt-1 break-words text-ink text-sm leading-6">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
