import { getFormatter, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { roleLabel } from '#components/account/labels.ts';
import { PageLink } from '#components/layout/page-link.tsx';
import { Avatar } from '#components/ui/avatar.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { Table, TableCell, TableHead } from '#components/ui/table.tsx';
import type { ManagedUserShape } from '#lib/contracts/managed-users.ts';
import { UserBadges } from './user-badges.tsx';
import type { UserColumn } from './user-columns.ts';

type UserTableProps = {
  users: ManagedUserShape[];
  columns: readonly UserColumn[];
  timezone: string;
  readerId: string;
  /** The form, elsewhere on the page, to which a box in each row belongs. */
  form?: string | undefined;
};

/** What to call somebody in a list. */
export function userLabel({ name, email, username, id }: Pick<ManagedUserShape, 'name' | 'email' | 'username' | 'id'>): string {
  return name || email || username || `…${id.slice(-8)}`;
}

/** Users: a table where there is room, cards on small screens. */
export async function UserTable({ users, columns, timezone, readerId, form }: UserTableProps) {
  const [t, format] = await Promise.all([getTranslations(), getFormatter()]);
  const day = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeZone: timezone });
  const seen = ({ last_sign_in_at: at }: ManagedUserShape) => (at ? day(at) : t('users.never'));
  const rolesOf = ({ roles }: ManagedUserShape) => roles.map((role) => roleLabel(t, role)).join(', ') || t('users.noRoles');
  const person = (user: ManagedUserShape) => (
    <div className="flex min-w-0 items-center gap-3">
      {form ? (
        <input
          type="checkbox"
          form={form}
          name="id"
          value={user.id}
          aria-label={t('users.select', { name: userLabel(user) })}
          className="size-[1.125rem] shrink-0 cursor-pointer accent-accent"
        />
      ) : null}
      <Avatar name={userLabel(user)} />
      <div className="min-w-0">
        <PageLink
          href={`/admin/users/${user.id}`}
          prefetch={false}
          className="block break-words font-medium text-ink text-sm underline-offset-4 hover:underline"
        >
          {userLabel(user)}
          {user.id === readerId ? <span className="font-normal text-muted"> ({t('admin.you')})</span> : null}
        </PageLink>
        {user.name ? (
          <p className="max-w-64 break-words text-[0.8125rem] text-muted leading-5">
            {user.email.slice(0, user.email.lastIndexOf('@'))}
            <wbr />
            {user.email.slice(user.email.lastIndexOf('@'))}
          </p>
        ) : null}
      </div>
    </div>
  );
  const factor = (user: ManagedUserShape) =>
    user.second_factor_enabled ? (
      <Badge tone="success">{t('users.factorOn')}</Badge>
    ) : (
      <span className="text-faint">{t('users.factorOff')}</span>
    );
  const cells: Record<
    UserColumn,
    { className: string; cell: (user: ManagedUserShape) => ReactNode; text: (user: ManagedUserShape) => string }
  > = {
    status: { className: '', cell: (user) => <UserBadges user={user} />, text: (user) => t(`users.status.${user.status}`) },
    pool: plain(({ pool }) => pool, 'text-muted'),
    username: plain(({ username }) => username ?? '', 'max-w-40 break-all text-muted'),
    roles: plain(rolesOf, 'max-w-40 break-words text-muted'),
    factor: {
      className: '',
      cell: factor,
      text: (user) => t(user.second_factor_enabled ? 'users.factorOn' : 'users.factorOff'),
    },
    verified: plain((user) => t(user.email_verified ? 'users.confirmed' : 'users.unconfirmed'), 'text-muted'),
    created: plain((user) => day(user.created_at), 'whitespace-nowrap text-muted tabular-nums'),
    seen: plain(seen, 'whitespace-nowrap text-muted tabular-nums'),
    locale: plain(({ locale }) => locale, 'text-muted'),
    id: plain(({ id }) => id, 'whitespace-nowrap font-mono text-[0.8125rem] text-muted'),
  };
  return (
    <Card className="overflow-hidden">
      {/* Many columns are wider than the page: the table moves by itself, also by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="hidden overflow-x-auto lg:block" tabIndex={0} aria-label={t('users.title')}>
        <Table aria-label={t('users.title')}>
          <thead>
            <tr>
              <TableHead>{t('users.columns.person')}</TableHead>
              {columns.map((column) => (
                <TableHead key={column}>{t(`users.columns.${column}`)}</TableHead>
              ))}
            </tr>
          </thead>
          <tbody className="[&>tr:last-child>td]:border-b-0">
            {users.map((user) => (
              <tr key={user.id} className="transition-colors hover:bg-canvas">
                <TableCell className="min-w-52 max-w-72">{person(user)}</TableCell>
                {columns.map((column) => (
                  <TableCell key={column} className={cells[column].className}>
                    {cells[column].cell(user)}
                  </TableCell>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      </section>
      <ul className="divide-y divide-line lg:hidden">
        {users.map((user) => (
          <li key={user.id} className="space-y-3 px-5 py-4">
            {person(user)}
            {columns.includes('status') ? <UserBadges user={user} /> : null}
            <dl className="grid grid-cols-2 gap-x-4 gap-y-2 text-[0.8125rem] leading-5">
              {columns
                .filter((column) => column !== 'status')
                .map((column) => (
                  <div key={column} className={`min-w-0 ${column === 'id' ? 'col-span-2' : ''}`}>
                    <dt className="text-faint text-xs">{t(`users.columns.${column}`)}</dt>
                    <dd className="break-words text-muted">{cells[column].text(user) || '–'}</dd>
                  </div>
                ))}
            </dl>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** A column whose cell is its text. */
function plain(text: (user: ManagedUserShape) => string, className: string) {
  return { className, cell: text, text };
}
