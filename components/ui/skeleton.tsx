import { classNames } from './class-names.ts';

/** A grey block in the place and size of what is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('block animate-pulse rounded-md bg-sunken dark:bg-raised', className)} />;
}
