import { getTranslations } from 'next-intl/server';
import type { PreviewView } from '#components/admin/role-state.ts';
import type { RolePreviewShape } from '#lib/contracts/roles.ts';
import { permissionLabels } from './permission-texts.ts';

/** Who gains and loses what, in the reader's language. */
export async function describePreview({ members, gains, loses, people }: RolePreviewShape): Promise<PreviewView> {
  const [t, label] = await Promise.all([getTranslations('adminRoles'), permissionLabels()]);
  const sides = [
    { tone: 'success' as const, title: t('gains', { count: gains.people }), side: gains },
    { tone: 'danger' as const, title: t('loses', { count: loses.people }), side: loses },
  ];
  const isNothing = gains.permissions.length === 0 && loses.permissions.length === 0;
  const affected = people?.length ?? 0;
  return {
    summary: isNothing ? t('previewNothing') : t('previewMembers', { count: members }),
    sides: sides
      .filter(({ side }) => side.permissions.length > 0)
      .map(({ tone, title, side }) => ({
        tone,
        title,
        permissions: side.permissions.map(({ permission, people: count }) => ({
          name: permission,
          label: label(permission),
          count: t('people', { count }),
        })),
      })),
    people: (people ?? []).map(({ user, gains: gained, loses: lost }) => ({
      id: user.id,
      label: user.label ?? user.id,
      changes: [
        ...(gained.length > 0 ? [t('personGains', { permissions: gained.join(', ') })] : []),
        ...(lost.length > 0 ? [t('personLoses', { permissions: lost.join(', ') })] : []),
      ].join(' '),
    })),
    more: affected > 0 && Math.max(gains.people, loses.people) > affected ? t('previewFirst', { count: affected }) : null,
  };
}
