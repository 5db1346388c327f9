import { getFormatter, getTranslations } from 'next-intl/server';
import { FactList } from '#components/account/fact-list.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import type { FormAction } from '#components/forms/form-state.ts';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import type { PendingRoleRequestShape } from '#lib/contracts/approvals.ts';
import { DecideForm } from './decide-form.tsx';

type RoleRequestsProps = { requests: PendingRoleRequestShape[]; timezone: string; decide: FormAction; error: FormErrorTexts };

/** Everybody who asks for a role, each with the decision where the reader may make it. */
export async function RoleRequests({ requests, timezone, decide, error }: RoleRequestsProps) {
  const [t, format] = await Promise.all([getTranslations('adminApprovals'), getFormatter()]);
  const inWords = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone });
  if (requests.length === 0) return <EmptyList title={t('none')} text={t('noneText')} />;
  return (
    <ul className="space-y-6">
      {requests.map(({ id, user, role, reason, ...request }) => (
        <li key={id}>
          <Card aria-labelledby={id}>
            <CardHeader>
              <div className="min-w-0 [overflow-wrap:anywhere]">
                <CardTitle id={id}>
                  {user.name ?? user.email ?? user.id} {t('wants', { role: role.display_name })}
                </CardTitle>
                <CardDescription>{user.name ? user.email : null}</CardDescription>
              </div>
            </CardHeader>
            <CardContent>
              <p className="mb-5 max-w-2xl text-sm leading-6 [overflow-wrap:anywhere]">
                <span className="text-faint text-xs">{t('purpose')}</span>
                <br />
                {reason}
              </p>
              <div className="mb-5">
                <FactList
                  facts={[
                    { term: t('requested'), value: inWords(request.created_at) },
                    { term: t('ends'), value: request.ends_at ? inWords(request.ends_at) : t('never') },
                    { term: t('expires'), value: inWords(request.expires_at) },
                  ]}
                />
              </div>
              {request.may_decide ? (
                <DecideForm
                  action={decide}
                  id={id}
                  texts={{
                    reason: t('reason'),
                    hint: t('reasonHint'),
                    approve: t('approve'),
                    deny: t('deny'),
                    pending: t('deciding'),
                    error,
                  }}
                />
              ) : (
                <p className="text-muted text-sm">{t('mayNot')}</p>
              )}
            </CardContent>
          </Card>
        </li>
      ))}
    </ul>
  );
}
