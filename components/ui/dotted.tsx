/** Short facts in one line, with dots between them; each stays whole where the line breaks. */
export function Dotted({ facts }: { facts: string[] }) {
  return facts.map((fact, index) => (
    // "just now" may have become "1 minute ago" on the way to the browser; the attribute reaches one level deep.
    <span key={fact} className="inline-block max-w-full [overflow-wrap:anywhere]" suppressHydrationWarning>
      {fact}
      {index < facts.length - 1 ? <span className="px-1.5 text-faint">·</span> : null}
    </span>
  ));
}
