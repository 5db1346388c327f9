import type { ReactNode } from 'react';
import { OverviewSkeleton } from '#components/admin/overview-skeleton.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { CardSkeleton, FormCardSkeleton, PageHeaderSkeleton, RowsSkeleton, StatusCardsSkeleton } from './skeletons.tsx';

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
      <RowsSkeleton rows={4} />
    </>
  ),
  '/sessions': (
    <>
      <PageHeaderSkeleton />
      <RowsSkeleton rows={2} />
    </>
  ),
  '/api-keys': (
    <>
      <PageHeaderSkeleton />
      <Skeleton className="h-48 rounded-card" />
    </>
  ),
  '/api-keys/new': (
    <>
      <PageHeaderSkeleton />
      <Skeleton className="h-[40rem] rounded-card" />
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
  '/admin/applications': (
    <>
      <PageHeaderSkeleton />
      <Skeleton className="h-48 rounded-card" />
    </>
  ),
  '/admin/service-accounts': (
    <>
      <PageHeaderSkeleton />
      <Skeleton className="h-48 rounded-card" />
    </>
  ),
  '/admin/applications/new': (
    <>
      <PageHeaderSkeleton />
      <Skeleton className="h-[32rem] rounded-card" />
    </>
  ),
};
