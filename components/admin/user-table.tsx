import { getFormatter, getTranslations } from 'next-intl/server';
import { roleLabel } from '#components/account/labels.ts';
import { PageLink } from '#components/layout/page-link.tsx';
import { Avatar } from '#components/ui/avatar.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { Table, TableCell, TableHead } from '#components/ui/table.tsx';
import type { ManagedUserShape } from '#lib/contracts/managed-users.ts';
import { UserBadges } from './user-badges.tsx';

type UserTableProps = {
  users: ManagedUserShape[];
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
export async function UserTable({ users, timezone, readerId, form }: UserTableProps) {
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
        {user.name ? <p className="break-all text-[0.8125rem] text-muted leading-5">{user.email}</p> : null}
      </div>
    </div>
  );
  const factor = (user: ManagedUserShape) =>
    user.second_factor_enabled ? (
      <Badge tone="success">{t('users.factorOn')}</Badge>
    ) : (
      <span className="text-faint">{t('users.factorOff')}</span>
    );
  return (
    <Card className="overflow-hidden">
      <div className="hidden lg:block">
        <Table aria-label={t('users.title')}>
          <thead>
            <tr>
              <TableHead>{t('users.columns.person')}</TableHead>
              <TableHead>{t('users.columns.status')}</TableHead>
              <TableHead>{t('users.columns.roles')}</TableHead>
              <TableHead>{t('users.columns.factor')}</TableHead>
              <TableHead>{t('users.columns.created')}</TableHead>
              <TableHead>{t('users.columns.seen')}</TableHead>
            </tr>
          </thead>
          <tbody className="[&>tr:last-child>td]:border-b-0">
            {users.map((user) => (
              <tr key={user.id} className="transition-colors hover:bg-canvas">
                <TableCell className="max-w-72">{person(user)}</TableCell>
                <TableCell>
                  <UserBadges user={user} />
                </TableCell>
                <TableCell className="max-w-40 break-words text-muted">{rolesOf(user)}</TableCell>
                <TableCell>{factor(user)}</TableCell>
                <TableCell className="whitespace-nowrap text-muted tabular-nums">{day(user.created_at)}</TableCell>
                <TableCell className="whitespace-nowrap text-muted tabular-nums">{seen(user)}</TableCell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <ul className="divide-y divide-line lg:hidden">
        {users.map((user) => (
          <li key={user.id} className="space-y-3 px-5 py-4">
            {person(user)}
            <UserBadges user={user} />
            <dl className="grid grid-cols-2 gap-x-4 gap-y-2 text-[0.8125rem] leading-5">
              {(
                [
                  ['roles', rolesOf(user)],
                  ['factor', t(user.second_factor_enabled ? 'users.factorOn' : 'users.factorOff')],
                  ['created', day(user.created_at)],
                  ['seen', seen(user)],
                ] as const
              ).map(([column, text]) => (
                <div key={column} className="min-w-0">
                  <dt className="text-faint text-xs">{t(`users.columns.${column}`)}</dt>
                  <dd className="break-words text-muted">{text}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </Card>
  );
}
