import { getFormatter, getTranslations } from 'next-intl/server';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import type { FormAction } from '#components/forms/form-state.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import type { RecoveryRequestShape } from '#lib/contracts/recovery.ts';
import { DecideForm } from './decide-form.tsx';

type RecoveryRequestsProps = {
  requests: RecoveryRequestShape[];
  timezone: string;
  mayWrite: boolean;
  decide: FormAction;
  error: FormErrorTexts;
};

/** Everybody who waits, each with the decision where the reader may make it. */
export async function RecoveryRequests({ requests, timezone, mayWrite, decide, error }: RecoveryRequestsProps) {
  const [t, format] = await Promise.all([getTranslations('adminRecovery'), getFormatter()]);
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
      {requests.map((request) => {
        const { id, user, approved_at: approvedAt } = request;
        const isOver = new Date(request.available_at) <= new Date();
        return (
          <li key={id}>
            <Card aria-labelledby={id}>
              <CardHeader>
                <div className="min-w-0">
                  <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                    <CardTitle id={id}>{user.name ?? user.email ?? user.id}</CardTitle>
                    <Badge tone={approvedAt || isOver ? 'success' : 'warning'}>
                      {t(approvedAt ? 'approved' : isOver ? 'over' : 'waiting')}
                    </Badge>
                  </div>
                  <CardDescription>{user.name ? user.email : null}</CardDescription>
                </div>
              </CardHeader>
              <CardContent>
                <dl className="mb-5 grid gap-x-8 gap-y-3 text-sm sm:grid-cols-3">
                  {(
                    [
                      ['requested', request.requested_at],
                      ['available', request.available_at],
                      ['expires', request.expires_at],
                    ] as const
                  ).map(([term, date]) => (
                    <div key={term}>
                      <dt className="text-faint text-xs">{t(term)}</dt>
                      <dd className="mt-0.5">{inWords(date)}</dd>
                    </div>
                  ))}
                </dl>
                {mayWrite && request.may_decide ? (
                  <DecideForm
                    action={decide}
                    id={id}
                    isApproved={approvedAt !== null}
                    texts={{
                      reason: t('reason'),
                      hint: t('reasonHint'),
                      approve: t('approve'),
                      deny: t('deny'),
                      pending: t('deciding'),
                      error,
                    }}
                  />
                ) : null}
                {mayWrite && !request.may_decide ? <p className="text-muted text-sm">{t('mayNot')}</p> : null}
              </CardContent>
            </Card>
          </li>
        );
      })}
    </ul>
  );
}
