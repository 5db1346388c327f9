import { Fragment } from 'react';

/** A text in which `this` is code. */
export function InlineCode({ text }: { text: string }) {
  return text.split('`').map((part, index) => {
    const shown = index % 2 === 0 ? part : <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.8125em]">{part}</code>;
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text never change places
    return <Fragment key={index}>{shown}</Fragment>;
  });
}
