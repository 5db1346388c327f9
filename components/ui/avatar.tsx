import { classNames } from './class-names.ts';

/** Initials on the accent colour; decoration only, the name stands beside it. */
export function Avatar({ name, className }: { name: string; className?: string }) {
  const initials = name
    .replace(/@.*$/, '')
    .split(/[\s._-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => [...part][0]?.toUpperCase() ?? '')
    .join('');
  return (
    <span
      aria-hidden
      className={classNames(
        'inline-flex size-9 shrink-0 select-none items-center justify-center rounded-full bg-accent-soft font-semibold text-accent-text text-xs tracking-wide',
        className,
      )}
    >
      {initials}
    </span>
  );
}
