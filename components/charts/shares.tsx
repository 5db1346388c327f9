import { PageLink } from '#components/layout/page-link.tsx';
import { NumberTable } from './number-table.tsx';

/** A part of a whole, and where what it counts is listed. */
export type Share = { name: string; count: number; href?: string | undefined };

type SharesProps = {
  /** What is divided, for who hears the table. */
  label: string;
  shares: readonly Share[];
  /** What all of them are; by itself their sum. */
  whole?: number;
  fill: string;
  texts: { table: string; column: string; count: string; part: string; empty: string };
  format: { count: (value: number) => string; part: (value: number) => string };
};

/** How a whole divides: a line for each part, with its number, its share and a bar. The same numbers stand in a table. */
export function Shares({ label, shares, whole, fill, texts, format }: SharesProps) {
  const all = whole ?? shares.reduce((sum, { count }) => sum + count, 0);
  const partOf = (count: number) => (all > 0 ? count / all : 0);
  if (shares.length === 0) return <p className="py-6 text-center text-muted text-sm">{texts.empty}</p>;
  return (
    <>
      <ul className="space-y-3">
        {shares.map(({ name, count, href }) => (
          <li key={name} className="text-sm">
            <p className="flex items-baseline justify-between gap-4">
              {href ? (
                <PageLink
                  href={href}
                  prefetch={false}
                  className="inline-block min-w-0 break-words text-accent-text underline-offset-4 first-letter:uppercase hover:underline"
                >
                  {name}
                </PageLink>
              ) : (
                <span className="inline-block min-w-0 break-words text-ink first-letter:uppercase">{name}</span>
              )}
              <span className="whitespace-nowrap text-muted tabular-nums">
                {format.count(count)} <span className="text-faint text-xs">({format.part(partOf(count))})</span>
              </span>
            </p>
            <svg aria-hidden viewBox="0 0 100 4" preserveAspectRatio="none" className="mt-1.5 h-1.5 w-full rounded-full bg-sunken">
              <rect width={partOf(count) * 100} height="4" className={fill} />
            </svg>
          </li>
        ))}
      </ul>
      <NumberTable
        label={label}
        texts={texts}
        head={[texts.count, texts.part]}
        rows={shares.map(({ name, count }) => ({ name, numbers: [format.count(count), format.part(partOf(count))] }))}
      />
    </>
  );
}
