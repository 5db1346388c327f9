import { getFormatter, getTranslations } from 'next-intl/server';
import type { DecisionView } from '#components/admin/role-state.ts';
import type { Because, Decision } from '#lib/roles/decide.ts';

/** A decision and its reasons, in the reader's language. */
export async function describeDecision({ allowed, because }: Decision, timezone: string): Promise<DecisionView> {
  const [t, format] = await Promise.all([getTranslations('adminRoles.reasons'), getFormatter()]);
  const when = (time: string) => format.dateTime(new Date(time), { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone });
  const roleOf = ({ role }: { role: { name: string } | null }) => role?.name ?? t('ownGrant');
  const say = (reason: Because): string => {
    switch (reason.reason) {
      case 'granted': {
        const { permission, expires_at: end } = reason;
        return end === null
          ? t('granted', { role: roleOf(reason), permission })
          : t('grantedUntil', { role: roleOf(reason), permission, when: when(end) });
      }
      case 'grant_expired':
        return t('grant_expired', { role: roleOf(reason), permission: reason.permission, when: when(reason.expired_at) });
      case 'other_organization':
      case 'installation_only':
        return t(reason.reason, { role: roleOf(reason), permission: reason.permission });
      case 'outranks':
      case 'rank':
        return t(reason.reason, { rank: reason.rank, own: reason.own_rank });
      case 'not_held':
        return t('not_held', { permissions: reason.permissions.join(', ') });
      default:
        return t(reason.reason);
    }
  };
  return { allowed, title: t(allowed ? 'allowed' : 'refused'), because: because.map(say) };
}
