type NumberTableProps = {
  /** What the numbers are of, for who hears the table. */
  label: string;
  texts: { table: string; column: string };
  /** What the columns of numbers are called. */
  head: readonly string[];
  rows: readonly { name: string; numbers: readonly string[] }[];
};

/** The numbers of a chart, as a table that opens below it. */
export function NumberTable({ label, texts, head, rows }: NumberTableProps) {
  // The card around it may be called like the chart: two places must not have one name.
  const heading = `${label}: ${texts.table}`;
  return (
    <details className="mt-3 text-sm">
      <summary className="w-fit cursor-pointer rounded-control text-accent-text text-xs underline-offset-4 hover:underline">
        {texts.table}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard (WCAG 2.1.1) */}
      <section aria-label={heading} tabIndex={0} className="mt-2 max-h-64 overflow-auto rounded-control border border-line">
        <table className="w-full text-left text-xs">
          <thead className="sticky top-0 bg-sunken text-muted">
            <tr>
              <th scope="col" className="px-1.5 py-2 font-medium sm:px-3">
                {texts.column}
              </th>
              {head.map((name) => (
                <th key={name} scope="col" className="px-1.5 py-2 text-right font-medium sm:px-3">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="tabular-nums">
            {rows.map(({ name, numbers }) => (
              <tr key={name} className="border-line border-t">
                <th scope="row" className="whitespace-nowrap px-1.5 py-1.5 font-normal text-muted first-letter:uppercase sm:px-3">
                  {name}
                </th>
                {head.map((column, index) => (
                  <td key={column} className="px-1.5 py-1.5 text-right text-ink sm:px-3">
                    {numbers[index]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
