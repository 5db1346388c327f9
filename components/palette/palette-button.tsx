'use client';

import { Search } from 'lucide-react';
import { usePalette } from '#stores/palette.ts';

type PaletteButtonProps = { label: string; hint: string; isIcon?: boolean };

/** Opens the palette; not there where no script runs. */
export function PaletteButton({ label, hint, isIcon = false }: PaletteButtonProps) {
  const setOpen = usePalette((state) => state.setOpen);
  if (isIcon) {
    return (
      <button
        type="button"
        aria-label={label}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="flex size-9 items-center justify-center rounded-control text-muted hover:bg-sunken hover:text-ink unscripted:hidden"
      >
        <Search aria-hidden className="size-5" />
      </button>
    );
  }
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => setOpen(true)}
      className="mb-5 flex h-9 w-full items-center gap-2.5 rounded-control border border-line bg-surface px-3 text-left text-muted text-sm transition-colors hover:border-line-strong hover:text-ink unscripted:hidden"
    >
      <Search aria-hidden className="size-4" />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      <kbd aria-hidden className="font-sans text-faint text-xs">
        {hint}
      </kbd>
    </button>
  );
}
