import { LockKeyhole } from 'lucide-react';
import { getFormatter, getNow, getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { Dotted } from '#components/ui/dotted.tsx';
import type { ServiceAccountShape } from '#lib/contracts/service-accounts.ts';

type ClientSecretsProps = { account: ServiceAccountShape; timezone: string; mayWrite: boolean };

/** The client id of an account, and the secrets that are good with it. */
export async function ClientSecrets({ account, timezone, mayWrite }: ClientSecretsProps) {
  const [t, format, now] = await Promise.all([getTranslations('serviceAccounts'), getFormatter(), getNow()]);
  const { id, client_secrets: secrets } = account;
  const page = `/admin/service-accounts/${id}/client-secrets`;
  const moment = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone });
  return (
    <Card aria-labelledby="secrets">
      <CardHeader>
        <div className="min-w-0">
          <CardTitle id="secrets">{t('secrets')}</CardTitle>
          <CardDescription>{t('secretsText')}</CardDescription>
        </div>
        {mayWrite ? (
          <PageLink href={`${page}/new`} className={buttonVariants({ variant: 'secondary', size: 'small' })}>
            {t(secrets.length > 0 ? 'rotateSecret' : 'makeSecret')}
          </PageLink>
        ) : null}
      </CardHeader>
      <CardContent>
        <dl className="text-sm">
          <dt className="text-faint text-xs">{t('clientId')}</dt>
          <dd className="mt-0.5 select-all break-all font-mono text-[0.8125rem] leading-6">{id}</dd>
        </dl>
        {secrets.length === 0 ? <p className="mt-5 border-line border-t pt-5 text-muted text-sm">{t('noSecrets')}</p> : null}
        <ul className="divide-y divide-line not-empty:mt-5 not-empty:border-line not-empty:border-t not-empty:pt-5">
          {secrets.map((secret) => (
            <li key={secret.id} className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4 first:pt-0 last:pb-0 sm:flex-nowrap">
              <span aria-hidden className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-sunken text-muted">
                <LockKeyhole className="size-[1.125rem]" />
              </span>
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                  <span className="break-all font-mono text-[0.8125rem]">{secret.prefix}…</span>
                  {secret.expires_at ? <Badge tone="warning">{t('until', { when: moment(secret.expires_at) })}</Badge> : null}
                </p>
                <p className="mt-0.5 text-[0.8125rem] text-muted leading-5">
                  <Dotted
                    facts={[
                      t('made', { when: moment(secret.created_at) }),
                      secret.last_used_at ? t('used', { when: format.relativeTime(new Date(secret.last_used_at), now) }) : t('neverUsed'),
                    ]}
                  />
                </p>
              </div>
              {mayWrite ? (
                <PageLink
                  href={`${page}/${secret.id}/revoke`}
                  className={`${buttonVariants({ variant: 'secondary', size: 'small' })} max-sm:w-full`}
                >
                  {t('revoke')}
                  <span className="sr-only"> {secret.prefix}</span>
                </PageLink>
              ) : null}
            </li>
          ))}
        </ul>
      </CardContent>
    </Card>
  );
}
