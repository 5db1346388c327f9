'use client';

import { Menu, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Logo } from '#components/brand/logo.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { useNavigation } from '#stores/navigation.ts';

type NavigationDrawerProps = { texts: { open: string; close: string; label: string }; children: ReactNode };

const id = 'navigation-drawer';

/** The sidebar of small screens: a native popover, so it opens, closes and gives the focus back without a script too. */
export function NavigationDrawer({ texts, children }: NavigationDrawerProps) {
  const drawer = useRef<HTMLElement>(null);
  const { open, setOpen } = useNavigation();
  useEffect(() => {
    if (!open && drawer.current?.matches(':popover-open')) drawer.current.hidePopover();
  }, [open]);
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        className={`${buttonVariants({ variant: 'ghost', size: 'icon' })} lg:hidden`}
        aria-label={texts.open}
      >
        <Menu aria-hidden className="size-5" />
      </button>
      <nav
        ref={drawer}
        id={id}
        popover="auto"
        aria-label={texts.label}
        onToggle={(event) => setOpen(event.newState === 'open')}
        className="inset-y-0 right-auto left-0 h-dvh w-[min(18rem,85vw)] flex-col overflow-y-auto border-line border-r bg-canvas p-4 shadow-overlay backdrop:bg-black/45 backdrop:backdrop-blur-[2px] [&:popover-open]:flex [&:popover-open]:animate-fade"
      >
        <div className="mb-6 flex items-center justify-between pl-3">
          <Logo />
          <button
            type="button"
            popoverTarget={id}
            popoverTargetAction="hide"
            aria-label={texts.close}
            className={buttonVariants({ variant: 'ghost', size: 'icon' })}
          >
            <X aria-hidden className="size-5" />
          </button>
        </div>
        {children}
      </nav>
    </>
  );
}
