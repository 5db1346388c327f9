import { type FormState, initialFormState } from '#components/forms/form-state.ts';

/** Whom a change would affect, ready to show. */
export type SettingsPreviewView = {
  summary: string;
  changes: { name: string; label: string; before: string; after: string; effect: string }[];
};

export type SettingsFormState = FormState & { preview?: SettingsPreviewView };

export const initialSettingsState: SettingsFormState = initialFormState;
