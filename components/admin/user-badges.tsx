import { getTranslations } from 'next-intl/server';
import { Badge } from '#components/ui/badge.tsx';
import type { ManagedUserShape } from '#lib/contracts/managed-users.ts';

const tones = {
  active: 'success',
  pending: 'warning',
  suspended: 'danger',
  deletion_scheduled: 'danger',
  erased: 'neutral',
} as const satisfies Record<ManagedUserShape['status'], string>;

/** How an account stands: its state, and what keeps its owner from signing in besides. */
export async function UserBadges({ user }: { user: Pick<ManagedUserShape, 'status' | 'locked_until'> }) {
  const t = await getTranslations('users');
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      <Badge tone={tones[user.status]}>{t(`status.${user.status}`)}</Badge>
      {user.locked_until ? <Badge tone="warning">{t('locked')}</Badge> : null}
    </span>
  );
}
