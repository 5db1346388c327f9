import { Skeleton } from '#components/ui/skeleton.tsx';

export function PageHeaderSkeleton() {
  return (
    <div className="mb-8">
      <Skeleton className="h-8 w-56" />
      <Skeleton className="mt-1.5 h-6 w-80 max-w-full" />
    </div>
  );
}

export function CardSkeleton({ rows }: { rows: number }) {
  return (
    <div className="rounded-card border border-line bg-surface p-6 shadow-card">
      <Skeleton className="h-6 w-36" />
      <div className="mt-6 grid gap-x-8 gap-y-6 sm:grid-cols-2 xl:grid-cols-3">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: identical grey blocks have nothing else to be told apart by
          <div key={row}>
            <Skeleton className="h-4 w-20" />
            <Skeleton className="mt-1 h-6 w-44 max-w-full" />
          </div>
        ))}
      </div>
    </div>
  );
}

export function StatusCardsSkeleton({ columns }: { columns: 2 | 4 }) {
  return (
    <div className={`mb-6 grid gap-4 ${columns === 2 ? 'sm:grid-cols-2' : 'grid-cols-2 lg:grid-cols-4'}`}>
      {Array.from({ length: 4 }, (_, card) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical grey blocks have nothing else to be told apart by
        <Skeleton key={card} className="h-[4.625rem] rounded-card" />
      ))}
    </div>
  );
}

export function FormCardSkeleton({ fields }: { fields: ('half' | 'whole')[] }) {
  return (
    <div className="rounded-card border border-line bg-surface shadow-card">
      <div className="px-5 pt-5 sm:px-6 sm:pt-6">
        <Skeleton className="h-6 w-24" />
        <Skeleton className="mt-1 h-6 w-80 max-w-full" />
      </div>
      <div className="grid gap-5 p-5 sm:grid-cols-2 sm:p-6">
        {fields.map((width, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: grey blocks have nothing else to be told apart by
          <div key={index} className={width === 'whole' ? 'sm:col-span-2' : undefined}>
            <Skeleton className="mb-1.5 h-5 w-24" />
            <Skeleton className="h-11 w-full rounded-control" />
          </div>
        ))}
      </div>
    </div>
  );
}

export function RowsSkeleton({ rows }: { rows: number }) {
  return (
    <div className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical grey blocks have nothing else to be told apart by
        <div key={row} className="flex items-center gap-4 p-4 sm:px-6 sm:py-5">
          <Skeleton className="size-10 rounded-xl" />
          <div className="flex-1">
            <Skeleton className="h-5 w-40" />
            <Skeleton className="mt-0.5 h-5 w-72 max-w-full" />
          </div>
        </div>
      ))}
    </div>
  );
}
