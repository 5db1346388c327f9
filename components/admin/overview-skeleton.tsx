import { StatusCardsSkeleton } from '#components/account/skeletons.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';

/** The console's numbers and events before they are there. */
export function OverviewSkeleton() {
  return (
    <>
      <StatusCardsSkeleton columns={4} />
      <div className="rounded-card border border-line bg-surface p-6 shadow-card">
        <Skeleton className="h-6 w-36" />
        <Skeleton className="mt-1 h-6 w-64 max-w-full" />
        <div className="mt-6 space-y-3">
          {['one', 'two', 'three', 'four', 'five', 'six'].map((row) => (
            <Skeleton key={row} className="h-10 w-full" />
          ))}
        </div>
      </div>
    </>
  );
}
