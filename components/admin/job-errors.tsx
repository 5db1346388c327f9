import { getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { Table, TableCell, TableHead } from '#components/ui/table.tsx';
import type { JobShape, RowErrorShape } from '#lib/contracts/jobs.ts';

/** What went wrong, row by row, in words ready to be read: a table where there is room, entries on small screens. */
export async function JobErrors({ job, errors }: { job: JobShape; errors: RowErrorShape[] }) {
  const t = await getTranslations('jobs');
  if (errors.length === 0) return null;
  const userOf = ({ user_id: id }: RowErrorShape) =>
    id ? (
      <PageLink href={`/admin/users/${id}`} prefetch={false} className="font-mono text-xs underline-offset-4 hover:underline">
        …{id.slice(-8)}
      </PageLink>
    ) : null;
  const isAboutUsers = job.kind === 'users_bulk';
  return (
    <Card aria-labelledby="errors" className="overflow-hidden">
      <CardHeader>
        <div>
          <CardTitle id="errors">{t('errors')}</CardTitle>
          <CardDescription>{t('errorsText', { count: job.failed, shown: job.failed > errors.length ? errors.length : 0 })}</CardDescription>
        </div>
        {job.errors_url ? (
          <a
            href={`/api/v1/admin/jobs/${job.id}/errors?limit=1000`}
            download={`errors-${job.id.slice(-8)}.json`}
            className="font-medium text-accent-text text-sm underline-offset-4 hover:underline"
          >
            {t('errorsFile')}
          </a>
        ) : null}
      </CardHeader>
      <div className="mt-4 hidden sm:block">
        <Table aria-labelledby="errors">
          <thead>
            <tr>
              <TableHead>{t('row')}</TableHead>
              <TableHead>{t(isAboutUsers ? 'user' : 'field')}</TableHead>
              <TableHead>{t('reason')}</TableHead>
            </tr>
          </thead>
          <tbody className="[&>tr:last-child>td]:border-b-0">
            {errors.map((error) => (
              <tr key={`${error.row} ${error.field}`}>
                <TableCell className="text-muted tabular-nums">{error.row}</TableCell>
                <TableCell className="whitespace-nowrap">{isAboutUsers ? userOf(error) : (error.field ?? t('wholeRow'))}</TableCell>
                <TableCell className="text-muted">{error.message}</TableCell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <CardContent className="sm:hidden">
        <ul className="space-y-4">
          {errors.map((error) => (
            <li key={`${error.row} ${error.field}`} className="text-sm leading-6">
              <p className="font-medium">
                {t('row')} {error.row} {isAboutUsers ? userOf(error) : (error.field ?? '')}
              </p>
              <p className="text-muted">{error.message}</p>
            </li>
          ))}
        </ul>
      </CardContent>
    </Card>
  );
}
