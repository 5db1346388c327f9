import { getTranslations } from 'next-intl/server';
import { Badge } from '#components/ui/badge.tsx';
import { Table, TableCell, TableHead } from '#components/ui/table.tsx';
import type { LimitShape } from '#lib/contracts/limits.ts';
import { limitText } from './limit-texts.ts';

type RowName = Parameters<Awaited<ReturnType<typeof getTranslations<'limits.rows'>>>>[0];

/** Every limit with what it counts and what becomes of who goes beyond it; a table where there is room, a list elsewhere. */
export async function LimitTable({ limits }: { limits: LimitShape[] }) {
  const [t, row] = await Promise.all([getTranslations('limits'), getTranslations('limits.rows')]);
  const titleOf = ({ name }: LimitShape) => (
    <>
      <p className="font-medium text-ink">{row(name as RowName)}</p>
      <code className="break-all font-mono text-faint text-xs">{name}</code>
    </>
  );
  const allowedIn = ({ max, window_seconds: seconds, changed, default: usual }: LimitShape) => (
    <>
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <span className="whitespace-nowrap tabular-nums">{limitText(t, max, seconds)}</span>
        {changed ? <Badge tone="accent">{t('changed')}</Badge> : null}
      </p>
      {changed ? (
        <p className="mt-0.5 text-faint text-xs">{t('default', { value: limitText(t, usual.max, usual.window_seconds) })}</p>
      ) : null}
    </>
  );
  const endpointsOf = ({ buckets }: LimitShape) =>
    buckets.length === 0 ? null : (
      <ul className="space-y-0.5">
        {buckets.flatMap(({ endpoints }) =>
          endpoints.map((endpoint) => (
            <li key={endpoint}>
              <code className="break-words font-mono text-muted text-xs">{endpoint}</code>
            </li>
          )),
        )}
      </ul>
    );
  return (
    <>
      <div className="mt-4 hidden md:block">
        <Table>
          <thead>
            <tr>
              <TableHead>{t('limit')}</TableHead>
              <TableHead>{t('value')}</TableHead>
              <TableHead>{t('per')}</TableHead>
              <TableHead>{t('beyond')}</TableHead>
              <TableHead>{t('endpoints')}</TableHead>
            </tr>
          </thead>
          <tbody className="[&>tr:last-child>td]:border-b-0 [&>tr>td]:align-top">
            {limits.map((limit) => (
              <tr key={limit.name}>
                <TableCell>{titleOf(limit)}</TableCell>
                <TableCell>{allowedIn(limit)}</TableCell>
                <TableCell className="text-muted">{t(`scopes.${limit.scope}`)}</TableCell>
                <TableCell className="text-muted">{t(`beyonds.${limit.beyond}`)}</TableCell>
                <TableCell>{endpointsOf(limit)}</TableCell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <ul className="mt-4 divide-y divide-line border-line border-t md:hidden">
        {limits.map((limit) => (
          <li key={limit.name} className="space-y-1.5 px-5 py-4 text-sm">
            {titleOf(limit)}
            {allowedIn(limit)}
            <p className="text-muted text-xs">
              {t('per')}: {t(`scopes.${limit.scope}`)} · {t('beyond')}: {t(`beyonds.${limit.beyond}`)}
            </p>
            {endpointsOf(limit)}
          </li>
        ))}
      </ul>
    </>
  );
}
