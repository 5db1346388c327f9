/** What went wrong with a whole form, ready to show: already in the reader's language. */
export type FormProblem = { message: string; remedy: string | null; requestId: string | null; retryAfterSeconds: number | null };

/** What a form action answers. Passwords are never among the values. */
export type FormState = {
  /** Grows with each answer, so that a form can start afresh and put the focus on the first mistake. */
  attempt: number;
  values: Record<string, string>;
  fields: Record<string, string>;
  problem: FormProblem | null;
  /** A closed word for an outcome that stays on the page, such as `sent` or `saved`. */
  outcome: string | null;
};

export const initialFormState: FormState = { attempt: 0, values: {}, fields: {}, problem: null, outcome: null };

/** An action for `useActionState`. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

/** The first of these fields that has a mistake; it gets the focus. */
export function firstMistake(state: FormState, names: readonly string[]): string | null {
  return names.find((name) => state.fields[name]) ?? null;
}

/**
 * What the inputs of a form show: what was sent last, or at first `initial`, beside the mistake of each. The first of
 * `names` with a mistake gets the focus.
 */
export function inputsOf<Name extends string>(state: FormState, initial: Partial<Record<Name, string>>, names: readonly Name[]) {
  const focused = firstMistake(state, names);
  return (name: Name) => ({
    name,
    defaultValue: (state.attempt > 0 ? state.values[name] : initial[name]) ?? '',
    autoFocus: focused === name,
    ...(state.fields[name] !== undefined && { error: state.fields[name] }),
  });
}
