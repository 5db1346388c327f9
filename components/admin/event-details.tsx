import { getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';

/** Where the console shows what an event can be about. */
const pages: Record<string, string> = {
  user: '/admin/users',
  role: '/admin/roles',
  organization: '/admin/organizations',
  job: '/admin/jobs',
};

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What an event is about and what it changed, folded away until somebody asks. */
export async function EventDetails({ event }: { event: AuditEventShape }) {
  const t = await getTranslations('admin');
  const changes = Object.entries(event.changes ?? {});
  const about = [
    ...(event.target ? [event.target] : []),
    ...(event.subject_id && event.subject_id !== event.target?.id ? [{ type: 'user', id: event.subject_id }] : []),
  ];
  if (about.length === 0 && changes.length === 0) return null;
  return (
    <details className="mt-1 text-xs">
      <summary className="w-fit cursor-pointer text-muted">{t('details')}</summary>
      <dl className="mt-1.5 space-y-1 [overflow-wrap:anywhere]">
        {about.map(({ type, id }) => {
          const page = pages[type];
          return (
            <div key={`${type} ${id}`}>
              <dt className="inline font-mono text-muted">{type}: </dt>
              <dd className="inline">
                {page ? (
                  <PageLink href={`${page}/${id}`} className="text-accent-text underline-offset-4 hover:underline">
                    {id}
                  </PageLink>
                ) : (
                  id
                )}
              </dd>
            </div>
          );
        })}
        {changes.map(([field, { before, after }]) => (
          <div key={field}>
            <dt className="inline font-mono text-muted">{field}: </dt>
            <dd className="inline">
              {valueText(before) === '–' ? null : <del className="text-faint">{valueText(before)}</del>}
              {valueText(before) === '–' ? null : ' → '}
              {valueText(after)}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
