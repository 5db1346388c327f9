import { Inbox } from 'lucide-react';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { getFormatter, getTranslations } from 'next-intl/server';
import { DocsShell } from '#components/docs/docs-shell.tsx';
import { InboxReader } from '#components/docs/inbox-reader.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { listInboxMails } from '#lib/email/inbox.ts';
import { env } from '#lib/env.ts';

export const metadata: Metadata = { title: 'Inbox' };

type InboxPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The mails and text messages that were not sent, for callers on this machine and only while a provider is missing. */
export default async function InboxPage({ searchParams }: InboxPageProps) {
  const [headerList, { mail: chosen }, t, format] = await Promise.all([headers(), searchParams, getTranslations('inbox'), getFormatter()]);
  const { MAIL, SMS } = env();
  if ((MAIL && SMS) || headerList.get('x-gatehouse-local') !== '1') notFound();
  const mails = await listInboxMails();
  const open = mails.find(({ id }) => id === chosen) ?? mails[0];
  return (
    <DocsShell>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      {open ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[20rem_minmax(0,1fr)]">
          <nav aria-label={t('list')}>
            <ul className="max-h-[70dvh] divide-y divide-line overflow-y-auto rounded-card border border-line bg-surface shadow-card">
              {mails.map((mail) => (
                <li key={mail.id}>
                  <a
                    href={`/dev/inbox?mail=${mail.id}`}
                    aria-current={mail.id === open.id ? 'true' : undefined}
                    className="block px-4 py-3 transition-colors hover:bg-ink/[0.03] aria-[current=true]:bg-accent-soft"
                  >
                    <span className="block truncate font-medium text-sm">{mail.kind === 'text' ? t('textMessage') : mail.subject}</span>
                    <span className="mt-0.5 flex justify-between gap-3 text-muted text-xs">
                      <span className="truncate">{mail.to}</span>
                      <span className="whitespace-nowrap">{format.relativeTime(new Date(mail.created_at))}</span>
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <InboxReader mail={open} />
        </div>
      ) : (
        <div className="flex flex-col items-center rounded-card border border-line border-dashed px-6 py-20 text-center">
          <Inbox aria-hidden className="size-8 text-faint" />
          <p className="mt-4 font-medium">{t('empty')}</p>
          <p className="mt-1 max-w-sm text-muted text-sm leading-6">{t('emptyText')}</p>
        </div>
      )}
    </DocsShell>
  );
}
