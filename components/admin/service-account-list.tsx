import { Bot } from 'lucide-react';
import { getFormatter, getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import type { ServiceAccountShape } from '#lib/contracts/service-accounts.ts';

type ServiceAccountListProps = { accounts: ServiceAccountShape[]; timezone: string };

/** The service accounts, each with what it may do and what it calls with. */
export async function ServiceAccountList({ accounts, timezone }: ServiceAccountListProps) {
  const [t, format] = await Promise.all([getTranslations('serviceAccounts'), getFormatter()]);
  return (
    <Card>
      <CardContent>
        <ul className="divide-y divide-line">
          {accounts.map((account) => {
            const { id, name, description, enabled, permissions } = account;
            const facts = [
              t('secretCount', { count: account.client_secrets.length }),
              t('keyCount', { count: account.api_keys }),
              t('made', { when: format.dateTime(new Date(account.created_at), { dateStyle: 'medium', timeZone: timezone }) }),
            ];
            return (
              <li key={id} className="flex flex-wrap items-start gap-x-4 gap-y-3 py-5 first:pt-0 last:pb-0 sm:flex-nowrap">
                <span aria-hidden className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-sunken text-muted">
                  <Bot className="size-[1.125rem]" />
                </span>
                <div className="min-w-0 flex-1">
                  <h2 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium text-sm">
                    <span className="min-w-0 break-words">{name}</span>
                    {enabled ? null : <Badge tone="warning">{t('off')}</Badge>}
                  </h2>
                  {description ? <p className="mt-0.5 break-words text-muted text-sm leading-6">{description}</p> : null}
                  <ul aria-label={t('permissions')} className="mt-2 flex flex-wrap gap-1.5">
                    {permissions.map((permission) => (
                      <li key={permission} className="max-w-full break-all rounded-md bg-sunken px-2 py-0.5 font-mono text-xs leading-5">
                        {permission}
                      </li>
                    ))}
                  </ul>
                  <p className="mt-2 text-[0.8125rem] text-muted leading-5">
                    {facts.map((fact, index) => (
                      <span key={fact} className="inline-block">
                        {fact}
                        {index < facts.length - 1 ? <span className="px-1.5 text-faint">·</span> : null}
                      </span>
                    ))}
                  </p>
                </div>
                <PageLink
                  href={`/admin/service-accounts/${id}`}
                  className={`${buttonVariants({ variant: 'secondary', size: 'small' })} max-sm:w-full`}
                >
                  {t('open')}
                  <span className="sr-only"> {name}</span>
                </PageLink>
              </li>
            );
          })}
        </ul>
      </CardContent>
    </Card>
  );
}
