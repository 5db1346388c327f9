import { create } from 'zustand';

type NavigationState = {
  /** Whether the navigation drawer of small screens is open. */
  open: boolean;
  setOpen: (open: boolean) => void;
  /** The page on its way, while the old one is still shown. */
  pending: string | null;
  setPending: (pending: string | null) => void;
};

/** Where the navigation stands; nothing that the server knows. */
export const useNavigation = create<NavigationState>((set) => ({
  open: false,
  setOpen: (open) => set({ open }),
  pending: null,
  setPending: (pending) => set({ pending }),
}));
