import type { ReactNode } from 'react';
import { OverviewSkeleton } from '#components/admin/overview-skeleton.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { CardSkeleton, FormCardSkeleton, PageHeaderSkeleton, StatusCardsSkeleton } from './skeletons.tsx';

/** Each page of the shell as it looks before it is there, by its path. */
export const pageSkeletons: Record<string, ReactNode> = {
  '/dashboard': (
    <>
      <PageHeaderSkeleton />
      <StatusCardsSkeleton columns={2} />
      <div className="space-y-6">
        <CardSkeleton rows={5} />
        <CardSkeleton rows={5} />
      </div>
    </>
  ),
  '/profile': (
    <>
      <PageHeaderSkeleton />
      <div className="space-y-6">
        <FormCardSkeleton fields={['whole', 'half', 'half', 'whole']} />
        <FormCardSkeleton fields={['half', 'half']} />
      </div>
    </>
  ),
  '/security': (
    <>
      <PageHeaderSkeleton />
      <div className="space-y-6">
        <FormCardSkeleton fields={['half', 'half']} />
        <Skeleton className="h-24 rounded-card" />
        <Skeleton className="h-24 rounded-card" />
        <Skeleton className="h-24 rounded-card" />
      </div>
    </>
  ),
  '/security/activity': (
    <>
      <PageHeaderSkeleton />
      <div className="mb-6 flex flex-wrap gap-2">
        {['all', 'first', 'second', 'third', 'fourth'].map((chip) => (
          <Skeleton key={chip} className="h-8 w-24 rounded-full" />
        ))}
      </div>
      <Skeleton className="mb-3 h-5 w-48" />
      <div className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card">
        {['first', 'second', 'third', 'fourth'].map((row) => (
          <div key={row} className="flex items-start gap-4 p-4 sm:px-6">
            <Skeleton className="size-10 rounded-xl" />
            <div className="flex-1">
              <Skeleton className="h-5 w-40" />
              <Skeleton className="mt-0.5 h-5 w-72 max-w-full" />
            </div>
          </div>
        ))}
      </div>
    </>
  ),
  '/sessions': (
    <>
      <PageHeaderSkeleton />
      <div className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card">
        {['first', 'second'].map((row) => (
          <div key={row} className="flex items-center gap-4 p-4 sm:px-6 sm:py-5">
            <Skeleton className="size-10 rounded-xl" />
            <div className="flex-1">
              <Skeleton className="h-5 w-40" />
              <Skeleton className="mt-0.5 h-5 w-72 max-w-full" />
            </div>
          </div>
        ))}
      </div>
    </>
  ),
  '/admin': (
    <>
      <PageHeaderSkeleton />
      <OverviewSkeleton />
    </>
  ),
  '/admin/settings': (
    <>
      <PageHeaderSkeleton />
      <div className="space-y-6">
        <FormCardSkeleton fields={['half', 'half', 'half', 'whole', 'half']} />
        <FormCardSkeleton fields={['half', 'whole', 'half', 'half']} />
      </div>
    </>
  ),
};
