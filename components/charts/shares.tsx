type Share = { name: string; count: number };

type SharesProps = {
  shares: readonly Share[];
  /** What all of them are; by itself their sum. */
  whole?: number;
  fill: string;
  empty: string;
  format: { count: (value: number) => string; part: (value: number) => string };
};

/** How a whole divides: a line for each part, with its number, its share and a bar. */
export function Shares({ shares, whole, fill, empty, format }: SharesProps) {
  const all = whole ?? shares.reduce((sum, { count }) => sum + count, 0);
  if (shares.length === 0) return <p className="py-6 text-center text-muted text-sm">{empty}</p>;
  return (
    <ul className="space-y-3">
      {shares.map(({ name, count }) => {
        const part = all > 0 ? count / all : 0;
        return (
          <li key={name} className="text-sm">
            <p className="flex items-baseline justify-between gap-4">
              <span className="inline-block min-w-0 break-words text-ink first-letter:uppercase">{name}</span>
              <span className="whitespace-nowrap text-muted tabular-nums">
                {format.count(count)} <span className="text-faint text-xs">({format.part(part)})</span>
              </span>
            </p>
            <svg aria-hidden viewBox="0 0 100 4" preserveAspectRatio="none" className="mt-1.5 h-1.5 w-full rounded-full bg-sunken">
              <rect width={part * 100} height="4" className={fill} />
            </svg>
          </li>
        );
      })}
    </ul>
  );
}
