/**
 * Short facts in one line, with dots between them; each stays whole where the line breaks. A dot stands before its fact,
 * in a margin that is cut off at the left: where a line begins, nobody sees it.
 */
export function Dotted({ facts }: { facts: readonly string[] }) {
  return (
    <span className="block overflow-x-clip">
      <span className="-ml-4 block">
        {facts.map((fact, index) => (
          // "just now" may have become "1 minute ago" on the way to the browser; the attribute reaches one level deep.
          <span key={fact} className="relative inline-block max-w-full pl-4 [overflow-wrap:anywhere]" suppressHydrationWarning>
            {index > 0 ? <span className="absolute left-0 w-4 text-center text-faint">·</span> : null}
            {fact}
          </span>
        ))}
      </span>
    </span>
  );
}
