import { getFormatter, getTranslations } from 'next-intl/server';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import type { FormAction } from '#components/forms/form-state.ts';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import type { PendingRoleRequestShape } from '#lib/contracts/approvals.ts';
import { DecideForm } from './decide-form.tsx';

type RoleRequestsProps = { requests: PendingRoleRequestShape[]; timezone: string; decide: FormAction; error: FormErrorTexts };

/** Everybody who asks for a role, each with the decision where the reader may make it. */
export async function RoleRequests({ requests, timezone, decide, error }: RoleRequestsProps) {
  const [t, format] = await Promise.all([getTranslations('adminApprovals'), getFormatter()]);
  const inWords = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone });
  if (requests.length === 0) {
    return (
      <Card>
        <CardContent>
          <p className="py-8 text-center text-sm">
            {t('none')} <span className="text-muted">{t('noneText')}</span>
          </p>
        </CardContent>
      </Card>
    );
  }
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
              <dl className="mb-5 grid gap-x-8 gap-y-3 text-sm sm:grid-cols-3">
                {[
                  [t('requested'), inWords(request.created_at)],
                  [t('ends'), request.ends_at ? inWords(request.ends_at) : t('never')],
                  [t('expires'), inWords(request.expires_at)],
                ].map(([term, value]) => (
                  <div key={term}>
                    <dt className="text-faint text-xs">{term}</dt>
                    <dd className="mt-0.5">{value}</dd>
                  </div>
                ))}
              </dl>
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
