import { GateMark } from './gate-mark.tsx';

/** Mark and name. */
export function Logo({ className = '' }: { className?: string }) {
  return (
    <span className={`inline-flex items-center gap-2.5 font-semibold text-[1.0625rem] text-ink tracking-[-0.02em] ${className}`}>
      <GateMark className="size-6 text-accent" />
      Gatehouse
    </span>
  );
}
