import { type FormState, initialFormState } from '#components/forms/form-state.ts';

/** What making or replacing a secret has come to. */
export type KeyState = FormState & {
  /** Shown this once. */
  secret: string | null;
  /** A command that uses it. */
  sample: string;
};

/** An action that answers a secret. */
export type KeyAction = (previous: KeyState, form: FormData) => Promise<KeyState>;

export const initialKeyState: KeyState = { ...initialFormState, secret: null, sample: '' };
