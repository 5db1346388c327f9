import { BadgeCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { roleLabel } from '#components/account/labels.ts';
import { ListRow } from '#components/account/list-row.tsx';
import { SecurityCard } from '#components/account/security-card.tsx';
import { EffectivePermissions } from '#components/admin/effective-permissions.tsx';
import { GrantRoleForm } from '#components/admin/grant-role-form.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { findPeople } from '#lib/accounts/find-people.ts';
import { listAssignments } from '#lib/roles/assign-role.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { listEffectivePermissions } from '#lib/roles/explain-permissions.ts';
import { listGrantableRoles, mayTakeRole } from '#lib/users/grantable-roles.ts';
import { guardPage } from '../../../guard-page.tsx';
import { readUser } from '../../read-user.ts';
import { grantRole } from '../../role-actions.ts';
import { UserFrame } from '../../user-frame.tsx';

type RolesPageProps = {
  params: Promise<{ user_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('tabs.roles') };
}

/** The roles somebody holds, and what they may do because of which. */
export default async function UserRolesPage({ params, searchParams }: RolesPageProps) {
  const { actor, denied } = await guardPage('admin.users.roles');
  if (denied) return denied;
  const managed = await readUser(params);
  const { id } = managed.user;
  const [query, t, format, error, assignments, grantable, effective] = await Promise.all([
    searchParams,
    getTranslations(),
    getFormatter(),
    formErrorTexts(),
    listAssignments(id),
    listGrantableRoles(actor, managed),
    isAllowed(actor, 'admin.permissions.read') ? listEffectivePermissions(id) : null,
  ]);
  const people = await findPeople(assignments.flatMap(({ granted_by: by }) => by ?? []));
  const day = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeZone: actor.user.timezone });
  const labelOf = (role: { name: string; display_name: string }) => roleLabel(t, role.name, role.display_name);
  const nameOf = (bound: string) => managed.memberships.find(({ organizationId }) => organizationId === bound)?.name ?? bound;
  const bindable = managed.memberships.filter(({ status }) => status === 'active');
  const labels = new Map(assignments.map(({ role }) => [role.name, labelOf(role)]));
  const notice = (['granted', 'revoked'] as const).find((code) => code === query.notice);
  return (
    <UserFrame
      actor={actor}
      managed={managed}
      current="roles"
      notice={notice ? { text: t(`users.roles.notices.${notice}`), tone: 'success' } : null}
    >
      <div className="space-y-6">
        <SecurityCard id="held" title={t('users.roles.held')} text={t('users.roles.heldText', { count: assignments.length })}>
          {assignments.length > 0 ? (
            <ul className="divide-y divide-line">
              {assignments.map((assignment) => {
                const { role, organization_id: bound, granted_at: since, granted_by: by, expires_at: end, reason } = assignment;
                return (
                  <ListRow
                    key={`${role.id} ${bound}`}
                    icon={<BadgeCheck className="size-[1.125rem]" />}
                    title={<span className="break-words">{labelOf(role)}</span>}
                    facts={[
                      bound && t('users.roles.in', { organization: nameOf(bound) }),
                      t('users.roles.rank', { rank: role.rank }),
                      t('users.roles.since', { when: day(since) }),
                      by &&
                        (by === actor.user.id
                          ? t('users.roles.byYou')
                          : t('users.roles.by', { who: people.get(by)?.label ?? `…${by.slice(-8)}` })),
                      end && t('users.roles.until', { when: day(end) }),
                      reason,
                    ]}
                    end={
                      mayTakeRole(actor, managed, role) ? (
                        <PageLink
                          href={`/admin/users/${id}/roles/${role.id}/remove${bound ? `?organization_id=${bound}` : ''}`}
                          prefetch={false}
                          className={`${buttonVariants({ variant: 'secondary', size: 'small' })} max-sm:w-full`}
                        >
                          {t('users.roles.remove')}
                          <span className="sr-only"> {labelOf(role)}</span>
                        </PageLink>
                      ) : null
                    }
                  />
                );
              })}
            </ul>
          ) : null}
        </SecurityCard>
        <SecurityCard
          id="grant"
          title={t('users.roles.grant')}
          text={t(grantable.length > 0 ? 'users.roles.grantText' : 'users.roles.grantNone')}
        >
          {grantable.length > 0 ? (
            <GrantRoleForm
              action={grantRole}
              id={id}
              roles={grantable.map((role) => ({ value: role.id, label: labelOf(role) }))}
              organizations={
                bindable.length > 0
                  ? [
                      { value: '', label: t('users.roles.everywhere') },
                      ...bindable.map(({ organizationId, name }) => ({
                        value: organizationId,
                        label: t('users.roles.in', { organization: name }),
                      })),
                    ]
                  : []
              }
              texts={{
                role: t('users.filters.role'),
                organization: t('users.roles.where'),
                organizationHint: t('users.roles.whereHint'),
                expires: t('users.roles.expires'),
                expiresHint: t('users.roles.expiresHint'),
                reason: t('users.reason'),
                submit: t('users.roles.submit'),
                pending: t('users.working'),
                error,
              }}
            />
          ) : null}
        </SecurityCard>
        {effective ? (
          <EffectivePermissions effective={effective} labels={labels} linked={isAllowed(actor, 'admin.organizations.read')} />
        ) : null}
      </div>
    </UserFrame>
  );
}
