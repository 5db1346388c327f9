import { type FormState, initialFormState } from '#components/forms/form-state.ts';

/** What the set-up of an authenticator app has come to. */
export type SetupState = FormState & {
  setup: { id: string; secret: string; link: string; picture: string } | null;
  /** Shown this once. */
  codes: string[] | null;
};

export const initialSetupState: SetupState = { ...initialFormState, setup: null, codes: null };
