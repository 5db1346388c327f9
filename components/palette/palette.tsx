'use client';

import dynamic from 'next/dynamic';
import { useEffect } from 'react';
import { usePalette } from '#stores/palette.ts';
import type { PaletteEntry, PaletteTexts } from './palette-items.ts';

// Most visits never open it: what it is made of comes with the first time.
const PaletteDialog = dynamic(() => import('./palette-dialog.tsx').then((module) => module.PaletteDialog), { ssr: false });

export type PaletteProps = { pages: PaletteEntry[]; actions: PaletteEntry[]; searchesUsers: boolean; texts: PaletteTexts };

/** Waits for Ctrl-K, or ⌘K, on every page of the console. */
export function Palette(props: PaletteProps) {
  const { open, setOpen } = usePalette();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      setOpen(!usePalette.getState().open);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [setOpen]);
  return open ? <PaletteDialog {...props} onClose={() => setOpen(false)} /> : null;
}
