/** One number of the console. */
export function CountCard({ term, value, warn = false }: { term: string; value: string; warn?: boolean }) {
  return (
    <dl className="rounded-card border border-line bg-surface p-4 shadow-card sm:p-5">
      <dt className="text-[0.8125rem] text-muted leading-5">{term}</dt>
      <dd
        className={`mt-2 font-semibold text-[1.75rem] leading-8 tracking-[-0.03em] tabular-nums ${warn ? 'text-warning-text' : 'text-ink'}`}
      >
        {value}
      </dd>
    </dl>
  );
}
