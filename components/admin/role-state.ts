import { type FormState, initialFormState } from '#components/forms/form-state.ts';

/** Who would gain and lose what, ready to show. */
export type PreviewView = {
  summary: string;
  sides: { tone: 'success' | 'danger'; title: string; permissions: { name: string; label: string; count: string }[] }[];
  people: { id: string; label: string; changes: string }[];
  more: string | null;
};

export type RoleFormState = FormState & { preview: PreviewView | null };

export const initialRoleState: RoleFormState = { ...initialFormState, preview: null };

/** A decision, ready to show. */
export type DecisionView = { allowed: boolean; title: string; because: string[] };

export type PermissionTestState = FormState & { decision: DecisionView | null };

export const initialTestState: PermissionTestState = { ...initialFormState, decision: null };
