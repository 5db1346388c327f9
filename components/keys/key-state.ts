import { type FormState, initialFormState } from '#components/forms/form-state.ts';

/** What making or replacing a secret has come to. */
export type KeyState = FormState & {
  /** Shown this once. */
  secret: string | null;
  /** A path of the API that the new secret opens, for the example. */
  path: string | null;
};

/** An action that answers a secret. */
export type KeyAction = (previous: KeyState, form: FormData) => Promise<KeyState>;

export const initialKeyState: KeyState = { ...initialFormState, secret: null, path: null };
