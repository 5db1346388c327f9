'use client';

import { ChevronDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { inputClasses } from '#components/ui/input-classes.ts';

type BulkBarProps = {
  /** The id of the form, which the boxes of the list name. */
  id: string;
  action: string;
  hidden: Record<string, string>;
  actions: { value: string; label: string }[];
  texts: Record<'label' | 'page' | 'action' | 'selected' | 'all', string>;
};

function boxesOf(id: string): HTMLInputElement[] {
  const boxes = [...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name=id][form="${id}"]`)];
  // Small screens show the cards, others the table: the boxes of the one that is not shown do not count.
  return boxes.filter((box) => box.offsetParent !== null);
}

/** Leads on to the page where something is done to many: those whose boxes are ticked, or all who match. Works without scripts, too. */
export function BulkBar({ id, action, hidden, actions, texts }: BulkBarProps) {
  const [count, setCount] = useState<number | null>(null);
  const all = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const look = () => {
      const boxes = boxesOf(id);
      const ticked = boxes.filter(({ checked }) => checked).length;
      setCount(ticked);
      if (!all.current) return;
      all.current.checked = ticked > 0 && ticked === boxes.length;
      all.current.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    look();
    const changed = (event: Event) => {
      if (event.target instanceof HTMLInputElement && event.target.name === 'id') look();
    };
    document.addEventListener('change', changed);
    return () => document.removeEventListener('change', changed);
  }, [id]);
  const tickAll = (checked: boolean) => {
    const boxes = boxesOf(id);
    for (const box of boxes) box.checked = checked;
    setCount(checked ? boxes.length : 0);
  };
  return (
    <form id={id} action={action} method="get" aria-label={texts.label} className="mb-6 flex flex-wrap items-center gap-3">
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {count === null ? null : (
        <label className="flex cursor-pointer items-center gap-2.5 text-muted text-sm leading-6">
          <input
            ref={all}
            type="checkbox"
            onChange={(event) => tickAll(event.target.checked)}
            className="size-[1.125rem] cursor-pointer accent-accent"
          />
          {texts.page}
        </label>
      )}
      <div className="relative w-full sm:w-64">
        <select name="action" aria-label={texts.action} className={`${inputClasses} appearance-none pr-10`}>
          {actions.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-3 size-4 text-faint" />
      </div>
      <Button type="submit" variant="secondary" className="max-sm:w-full">
        {texts.selected}
        {count ? ` (${count})` : ''}
      </Button>
      <Button type="submit" name="all" value="true" variant="secondary" className="max-sm:w-full">
        {texts.all}
      </Button>
    </form>
  );
}
