import { LogOut } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { Avatar } from '#components/ui/avatar.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';

type ListedAccount = { sessionId: string; name: string | null; email: string; isCurrent: boolean };

type AccountListProps = {
  accounts: ListedAccount[];
  redirectTo: string;
  use: (form: FormData) => Promise<void>;
  signOut: (form: FormData) => Promise<void>;
};

const face = 'flex w-full min-w-0 items-center gap-3 rounded-control p-3 text-left transition-colors hover:bg-sunken';

/** Forms only, so that choosing works without a script. */
export async function AccountList({ accounts, redirectTo, use, signOut }: AccountListProps) {
  const t = await getTranslations('accounts');
  return (
    <ul className="divide-y divide-line rounded-card border border-line bg-surface p-1 shadow-card">
      {accounts.map((account) => (
        <li key={account.sessionId} className="flex items-center gap-1 py-1 first:pt-0 last:pb-0">
          {account.isCurrent ? (
            <a href={redirectTo} className={face}>
              <Person account={account} current={t('current')} />
            </a>
          ) : (
            <form action={use} className="flex min-w-0 flex-1">
              <input type="hidden" name="session_id" value={account.sessionId} />
              <input type="hidden" name="redirect_to" value={redirectTo} />
              <button type="submit" className={`${face} cursor-pointer`}>
                <Person account={account} current={null} />
              </button>
            </form>
          )}
          <form action={signOut} className="shrink-0 pr-1">
            <input type="hidden" name="session_id" value={account.sessionId} />
            <button
              type="submit"
              className={buttonVariants({ variant: 'ghost', size: 'icon' })}
              aria-label={t('signOutOne', { email: account.email })}
              title={t('signOut')}
            >
              <LogOut aria-hidden className="size-4" />
            </button>
          </form>
        </li>
      ))}
    </ul>
  );
}

function Person({ account, current }: { account: ListedAccount; current: string | null }) {
  const { name, email } = account;
  return (
    <>
      <Avatar name={name ?? email} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium text-sm">{name ?? email}</span>
        {name ? <span className="block truncate text-muted text-xs">{email}</span> : null}
      </span>
      {current ? <Badge tone="accent">{current}</Badge> : null}
    </>
  );
}
