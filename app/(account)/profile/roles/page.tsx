import { KeyRound } from 'lucide-react';
import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { ListRow } from '#components/account/list-row.tsx';
import { RequestRoleForm } from '#components/account/request-role-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { WayBack } from '#components/layout/way-back.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { listOwnRoleRequests, listRequestableRoles } from '#lib/approvals/request-role.ts';
import { requireUser } from '#lib/auth/require.ts';
import type { RoleRequestShape } from '#lib/contracts/approvals.ts';
import { listAssignments } from '#lib/roles/assign-role.ts';
import { askForRole, takeBack } from './actions.ts';

type RolesPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('ownRoles');
  return { title: t('title') };
}

const tones = {
  open: 'warning',
  approved: 'success',
  denied: 'neutral',
  withdrawn: 'neutral',
  expired: 'neutral',
} as const satisfies Record<RoleRequestShape['status'], string>;

/** The roles somebody holds, those they can ask for, and what became of what they asked. */
export default async function OwnRolesPage({ searchParams }: RolesPageProps) {
  const actor = await requireUser();
  const [query, t, format, error, held, requestable, requests] = await Promise.all([
    searchParams,
    getTranslations('ownRoles'),
    getFormatter(),
    formErrorTexts(),
    listAssignments(actor.user.id),
    listRequestableRoles(actor),
    listOwnRoleRequests(actor),
  ]);
  const waiting = new Set(requests.flatMap(({ status, role }) => (status === 'open' ? [role.id] : [])));
  const choices = requestable.filter(({ id }) => !waiting.has(id));
  const notice = (['asked', 'withdrawn'] as const).find((code) => code === query.notice);
  const date = (iso: string) => format.dateTime(new Date(iso), { dateStyle: 'medium', timeZone: actor.user.timezone });
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Notice className="mb-6">{notice ? t(`notices.${notice}`) : null}</Notice>
      <div className="space-y-6">
        <Card aria-labelledby="held">
          <CardHeader>
            <CardTitle id="held">{t('held')}</CardTitle>
          </CardHeader>
          <CardContent>
            {held.length === 0 ? <p className="text-muted text-sm">{t('none')}</p> : null}
            <ul className="flex flex-wrap gap-2">
              {held.map(({ role, organization_id: organizationId, expires_at: end }) => (
                <li key={`${role.id}${organizationId}`} className="rounded-md bg-sunken px-2.5 py-1 text-sm">
                  {role.display_name} {end ? <span className="text-muted">{t('until', { date: date(end) })}</span> : null}
                </li>
              ))}
            </ul>
          </CardContent>
        </Card>
        <Card aria-labelledby="ask">
          <CardHeader>
            <div>
              <CardTitle id="ask">{t('ask')}</CardTitle>
              <CardDescription>{choices.length > 0 ? t('askText') : t('nothing')}</CardDescription>
            </div>
          </CardHeader>
          <CardContent>
            {choices.length > 0 ? (
              <RequestRoleForm
                action={askForRole}
                roles={choices.map(({ id, display_name: label }) => ({ value: id, label }))}
                texts={{ role: t('role'), reason: t('reason'), submit: t('submit'), pending: t('pending'), error }}
              />
            ) : null}
          </CardContent>
        </Card>
        {requests.length > 0 ? (
          <Card aria-labelledby="requests">
            <CardHeader>
              <CardTitle id="requests">{t('requests')}</CardTitle>
            </CardHeader>
            <CardContent>
              <ul className="divide-y divide-line">
                {requests.map(({ id, role, status, created_at: asked, reason, decision_reason: because }) => (
                  <ListRow
                    key={id}
                    icon={<KeyRound className="size-5" />}
                    title={
                      <>
                        {role.display_name} <Badge tone={tones[status]}>{t(`status.${status}`)}</Badge>
                      </>
                    }
                    facts={[t('asked', { date: date(asked) }), reason, because && t('because', { reason: because })]}
                    end={
                      status === 'open' ? (
                        <ActionForm action={takeBack} fields={{ id }} texts={{ submit: t('withdraw'), pending: t('withdrawing'), error }} />
                      ) : null
                    }
                  />
                ))}
              </ul>
            </CardContent>
          </Card>
        ) : null}
      </div>
      <WayBack href="/profile" label={t('back')} />
    </>
  );
}
