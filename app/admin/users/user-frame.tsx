import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { UserBadges } from '#components/admin/user-badges.tsx';
import { userLabel } from '#components/admin/user-table.tsx';
import { type UserTab, UserTabs } from '#components/admin/user-tabs.tsx';
import { WayBack } from '#components/layout/way-back.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Avatar } from '#components/ui/avatar.tsx';
import { isAllowed } from '#lib/roles/decide-for.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { type ManagedUser, presentManagedUser } from '#lib/users/find-managed-user.ts';

type UserFrameProps = {
  actor: Actor;
  managed: ManagedUser;
  current: UserTab;
  notice?: { text: string; tone: 'success' | 'danger' } | null;
  children: ReactNode;
};

/** What every page about somebody has: who it is, how the account stands, and the ways to the other pages. */
export async function UserFrame({ actor, managed, current, notice, children }: UserFrameProps) {
  const t = await getTranslations('users');
  const user = presentManagedUser(managed);
  const tabs: UserTab[] = [
    'profile',
    'credentials',
    ...(isAllowed(actor, 'admin.sessions.read') ? (['sessions'] as const) : []),
    ...(isAllowed(actor, 'admin.users.roles') ? (['roles'] as const) : []),
    ...(isAllowed(actor, 'admin.organizations.read') ? (['organizations'] as const) : []),
    ...(isAllowed(actor, 'admin.audit.read') ? (['activity'] as const) : []),
    'danger',
  ];
  return (
    <>
      <WayBack href="/admin/users" label={t('back')} className="mb-4" />
      <header className="mb-6 flex items-start gap-4 sm:items-center">
        <Avatar name={userLabel(user)} className="size-12 text-sm" />
        <div className="min-w-0">
          <h1 className="flex flex-wrap items-center gap-x-3 gap-y-1.5 font-semibold text-[1.625rem] leading-8 tracking-[-0.028em]">
            <span className="min-w-0 break-words">{userLabel(user)}</span>
          </h1>
          <div className="mt-1">
            <UserBadges user={user} />
          </div>
          {user.name ? <p className="mt-0.5 break-all text-muted text-sm leading-6">{user.email}</p> : null}
        </div>
      </header>
      <UserTabs id={user.id} tabs={tabs} current={current} />
      {notice ? (
        <Alert tone={notice.tone} role="status" className="mb-6">
          {notice.text}
        </Alert>
      ) : null}
      {children}
    </>
  );
}
