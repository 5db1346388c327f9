import { ChevronsUpDown, LogOut, UsersRound } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Avatar } from '#components/ui/avatar.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { PreferencesBar } from './preferences-bar.tsx';
import type { Theme } from './theme.ts';

export type UserMenuPerson = { name: string | null; email: string };

type UserMenuProps = { id: string; person: UserMenuPerson; theme: Theme; signOut: () => Promise<void>; placement: 'above' | 'below' };

const placements = {
  above: 'bottom-[4.75rem] left-3 top-auto right-auto',
  below: 'top-[calc(3.75rem+var(--banner-height))] right-3 left-auto bottom-auto',
};

/** Who is signed in, language and theme, and the way out. A native popover: it needs no script. */
export async function UserMenu({ id, person, theme, signOut, placement }: UserMenuProps) {
  const [t, common] = await Promise.all([getTranslations('navigation'), getTranslations('common')]);
  const name = person.name ?? person.email;
  return (
    <>
      {placement === 'above' ? (
        <button
          type="button"
          popoverTarget={id}
          aria-label={`${t('userMenu')}: ${name}`}
          className="flex w-full items-center gap-3 rounded-xl p-2 text-left transition-colors hover:bg-ink/5"
        >
          <Avatar name={name} />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium text-sm">{name}</span>
            {person.name ? <span className="block truncate text-faint text-xs">{person.email}</span> : null}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 text-faint" />
        </button>
      ) : (
        <button type="button" popoverTarget={id} aria-label={`${t('userMenu')}: ${name}`} className="rounded-full">
          <Avatar name={name} />
        </button>
      )}
      <div
        id={id}
        popover="auto"
        className={`fixed ${placements[placement]} w-[min(17.5rem,calc(100vw-1.5rem))] rounded-card border border-line bg-raised p-2 shadow-overlay [&:popover-open]:animate-fade`}
      >
        <div className="px-3 pt-2 pb-3">
          <p className="truncate font-medium text-sm">{name}</p>
          {person.name ? <p className="truncate text-faint text-xs">{person.email}</p> : null}
        </div>
        <div className="border-line border-y px-3 py-3">
          <PreferencesBar theme={theme} />
        </div>
        <a href="/accounts" className={`${buttonVariants({ variant: 'ghost' })} mt-2 w-full justify-start gap-3 px-3`}>
          <UsersRound aria-hidden className="size-4" />
          {t('switchAccount')}
        </a>
        <form action={signOut} className="group">
          <SubmitButton variant="ghost" size="medium" className="w-full justify-start gap-3 px-3" pendingLabel={common('signingOut')}>
            <span className="inline-flex items-center gap-3">
              <LogOut aria-hidden className="size-4" />
              {common('signOut')}
            </span>
          </SubmitButton>
        </form>
      </div>
    </>
  );
}
