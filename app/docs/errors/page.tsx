import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '#components/layout/page-header.tsx';
import { type ErrorCode, errorTable } from '#lib/errors.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('errorDocs');
  return { title: t('indexTitle') };
}

export default async function ErrorIndexPage() {
  const t = await getTranslations();
  return (
    <>
      <PageHeader title={t('errorDocs.indexTitle')} subtitle={t('errorDocs.indexText')} />
      <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card">
        {(Object.keys(errorTable) as ErrorCode[]).map((code) => (
          <li key={code} id={code} className="scroll-mt-6 target:bg-accent-soft">
            <a
              href={`/docs/errors/${code}`}
              className="grid gap-x-6 gap-y-1 px-5 py-4 transition-colors hover:bg-ink/[0.03] sm:grid-cols-[3rem_18rem_1fr] sm:px-6"
            >
              <span className="text-faint text-sm tabular-nums">{errorTable[code].status}</span>
              <code className="min-w-0 break-words font-medium font-mono text-[0.8125rem] text-ink leading-5">{code}</code>
              <span className="text-muted text-sm leading-5">{t(`errors.${code}`)}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
