import { getFormatter, getTranslations } from 'next-intl/server';
import { FactList } from '#components/account/fact-list.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import type { FormAction } from '#components/forms/form-state.ts';
import { EmptyList } from '#components/lists/empty-list.tsx';
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
  if (requests.length === 0) return <EmptyList title={t('none')} text={t('noneText')} />;
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
                <div className="mb-5">
                  <FactList
                    facts={[
                      { term: t('requested'), value: inWords(request.requested_at) },
                      { term: t('available'), value: inWords(request.available_at) },
                      { term: t('expires'), value: inWords(request.expires_at) },
                    ]}
                  />
                </div>
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
