import { AppWindow } from 'lucide-react';
import { getFormatter, getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import type { ApplicationShape } from '#lib/contracts/applications.ts';

type ApplicationListProps = { applications: ApplicationShape[]; timezone: string; mayWrite: boolean };

/** The applications, each with the origins that may call the API. */
export async function ApplicationList({ applications, timezone, mayWrite }: ApplicationListProps) {
  const [t, format] = await Promise.all([getTranslations('applications'), getFormatter()]);
  const day = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeZone: timezone });
  return (
    <Card>
      <CardContent>
        <ul className="divide-y divide-line">
          {applications.map(({ id, name, description, enabled, allowed_origins: origins, created_at: made }) => (
            <li key={id} className="flex flex-wrap items-start gap-x-4 gap-y-3 py-5 first:pt-0 last:pb-0 sm:flex-nowrap">
              <span aria-hidden className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-sunken text-muted">
                <AppWindow className="size-[1.125rem]" />
              </span>
              <div className="min-w-0 flex-1">
                <h2 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium text-sm">
                  <span className="min-w-0 break-words">{name}</span>
                  {enabled ? null : <Badge tone="warning">{t('disabled')}</Badge>}
                </h2>
                {description ? <p className="mt-0.5 break-words text-muted text-sm leading-6">{description}</p> : null}
                {origins.length > 0 ? (
                  <ul aria-label={t('origins')} className="mt-2 flex flex-wrap gap-1.5">
                    {origins.map((origin) => (
                      <li
                        key={origin}
                        className="max-w-full break-all rounded-md bg-sunken px-2 py-0.5 font-mono text-[0.8125rem] leading-5"
                      >
                        {origin}
                      </li>
                    ))}
                  </ul>
                ) : (
                  <p className="mt-1 text-[0.8125rem] text-muted leading-5">{t('noOrigins')}</p>
                )}
                <p className="mt-2 text-[0.8125rem] text-faint leading-5">{t('added', { when: day(made) })}</p>
              </div>
              {mayWrite ? (
                <PageLink
                  href={`/admin/applications/${id}`}
                  className={`${buttonVariants({ variant: 'secondary', size: 'small' })} max-sm:w-full`}
                >
                  {t('edit')}
                  <span className="sr-only"> {name}</span>
                </PageLink>
              ) : null}
            </li>
          ))}
        </ul>
      </CardContent>
    </Card>
  );
}
