import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { pageSkeletons } from '#components/account/page-skeletons.tsx';
import { StepUpGate, type StepUpGateProps } from '#components/account/step-up-gate.tsx';
import { Logo } from '#components/brand/logo.tsx';
import { ConsolePalette } from '#components/palette/console-palette.tsx';
import { PaletteButton } from '#components/palette/palette-button.tsx';
import { BareHeader } from './bare-header.tsx';
import { ContentFrame } from './content-frame.tsx';
import { NavigationDrawer } from './navigation-drawer.tsx';
import { NavigationList } from './navigation-list.tsx';
import { SkipLink } from './skip-link.tsx';
import { StyleNonce } from './style-nonce.tsx';
import type { Theme } from './theme.ts';
import { UserMenu, type UserMenuPerson } from './user-menu.tsx';

type AppShellProps = {
  /** Null: no places to go to and nobody's name, only the page and the way out. */
  person: UserMenuPerson | null;
  permissions: readonly string[];
  organizations: readonly { id: string; name: string }[];
  /** Whether Ctrl-K opens the palette here: in the console. */
  hasPalette: boolean;
  theme: Theme;
  nonce: string | null;
  signOut: () => Promise<void>;
  stepUp: Omit<StepUpGateProps, 'email'>;
  children: ReactNode;
};

/**
 * Sidebar, or a top bar on small screens, around every page of those who are signed in. The page keeps its place among
 * the elements either way: a form that is answered without a script would lose its answer where the shell changes.
 */
export async function AppShell({ person, permissions, organizations, hasPalette, theme, nonce, signOut, stepUp, children }: AppShellProps) {
  const [t, common, palette] = await Promise.all([getTranslations('navigation'), getTranslations('common'), getTranslations('palette')]);
  const button = { label: palette('open'), hint: palette('hint') };
  return (
    <div className={`min-h-dvh ${person ? 'lg:grid lg:grid-cols-[16rem_minmax(0,1fr)]' : ''}`}>
      <StyleNonce nonce={nonce} />
      <SkipLink label={common('skipToContent')} />
      {person ? (
        <aside className="sticky top-(--banner-height) hidden h-[calc(100dvh-var(--banner-height))] flex-col border-line border-r px-3 py-5 lg:flex print:hidden">
          <a href="/dashboard" aria-label={common('product')} className="mb-8 ml-3 self-start rounded-md">
            <Logo />
          </a>
          {hasPalette ? <PaletteButton {...button} /> : null}
          <nav aria-label={t('label')} className="flex-1 overflow-y-auto">
            <NavigationList permissions={permissions} organizations={organizations} />
          </nav>
          <UserMenu id="user-menu" person={person} theme={theme} signOut={signOut} placement="above" />
        </aside>
      ) : null}
      {person ? (
        <header className="sticky top-(--banner-height) z-30 flex h-14 items-center justify-between gap-3 border-line border-b bg-canvas/85 px-3 backdrop-blur-md lg:hidden print:hidden">
          <div className="flex items-center gap-1">
            <NavigationDrawer texts={{ open: t('open'), close: t('close'), label: t('label') }}>
              <NavigationList permissions={permissions} organizations={organizations} />
            </NavigationDrawer>
            <a href="/dashboard" aria-label={common('product')} className="rounded-md">
              <Logo />
            </a>
          </div>
          <div className="flex items-center gap-1">
            {hasPalette ? <PaletteButton {...button} isIcon /> : null}
            <UserMenu id="user-menu-small" person={person} theme={theme} signOut={signOut} placement="below" />
          </div>
        </header>
      ) : (
        <BareHeader signOut={signOut} />
      )}
      <main id="content" className="px-4 py-8 sm:px-8 lg:px-12 lg:py-12">
        <div className="mx-auto max-w-4xl">
          <ContentFrame skeletons={pageSkeletons}>{children}</ContentFrame>
        </div>
      </main>
      {person && hasPalette ? <ConsolePalette permissions={permissions} /> : null}
      <StepUpGate {...stepUp} email={person?.email ?? ''} />
    </div>
  );
}
