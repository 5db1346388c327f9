import { create } from 'zustand';

type PaletteState = { open: boolean; setOpen: (open: boolean) => void };

/** Whether the palette is open; several buttons and a key open the same one. */
export const usePalette = create<PaletteState>((set) => ({ open: false, setOpen: (open) => set({ open }) }));
