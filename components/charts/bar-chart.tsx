import { NumberTable } from './number-table.tsx';

/** One thing that is counted, and the class that colours its bars. */
export type BarSeries = { name: string; fill: string; values: readonly number[] };

type BarChartProps = {
  /** What the picture shows, for who cannot see it; the numbers are in the table below. */
  label: string;
  /** What each column is called; as many as the series have values. */
  columns: readonly string[];
  series: readonly BarSeries[];
  texts: { table: string; column: string };
  format: (value: number) => string;
};

const height = 100;
const [pitch, width] = [10, 7];

/** Columns over time, the series on top of each other, made on the server as SVG. The same numbers stand in a table. */
export function BarChart({ label, columns, series, texts, format }: BarChartProps) {
  const totals = columns.map((_, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const top = Math.max(1, ...totals);
  const says = (index: number) =>
    `${columns[index]}: ${series.map(({ name, values }) => `${name} ${format(values[index] ?? 0)}`).join(', ')}`;
  return (
    <>
      <div className="flex items-stretch gap-2">
        <div aria-hidden className="flex flex-col justify-between pb-0.5 text-right text-faint text-xs tabular-nums leading-none">
          <span>{format(top)}</span>
          <span>{format(0)}</span>
        </div>
        <svg
          role="img"
          aria-label={label}
          viewBox={`0 0 ${columns.length * pitch} ${height}`}
          preserveAspectRatio="none"
          className="h-36 w-full border-line border-b"
        >
          {columns.map((column, index) => {
            let below = 0;
            return (
              <g key={column}>
                <title>{says(index)}</title>
                <rect x={index * pitch} y={0} width={pitch} height={height} className="fill-transparent" />
                {series.map(({ name, fill, values }) => {
                  const tall = ((values[index] ?? 0) / top) * height;
                  below += tall;
                  return (
                    <rect
                      key={name}
                      x={index * pitch + (pitch - width) / 2}
                      y={height - below}
                      width={width}
                      height={tall}
                      className={fill}
                    />
                  );
                })}
              </g>
            );
          })}
        </svg>
      </div>
      <div aria-hidden className="mt-1.5 flex justify-between text-faint text-xs">
        <span>{columns[0]}</span>
        <span>{columns.at(-1)}</span>
      </div>
      <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-muted text-xs">
        {series.map(({ name, fill, values }) => (
          <li key={name} className="inline-flex items-center gap-1.5">
            <svg aria-hidden viewBox="0 0 10 10" className="size-2.5">
              <rect width="10" height="10" rx="2" className={fill} />
            </svg>
            {name}: <span className="text-ink tabular-nums">{format(values.reduce((sum, value) => sum + value, 0))}</span>
          </li>
        ))}
      </ul>
      <NumberTable
        label={label}
        texts={texts}
        head={series.map(({ name }) => name)}
        rows={columns.map((name, index) => ({ name, numbers: series.map(({ values }) => format(values[index] ?? 0)) }))}
      />
    </>
  );
}
