import type { FieldName } from './fields.ts';

/** One wrong value: what it is, what is wrong with it and what to do. */
export type Mistake = { name: string; problem: string; remedy: string };

/** Values that only make sense together. */
export function requireTogether(source: Record<string, unknown>, names: FieldName[], mistakes: Mistake[]): void {
  const missing = names.filter((name) => !source[name]);
  if (missing.length === 0 || missing.length === names.length) return;
  for (const name of missing)
    mistakes.push({ name, problem: 'is missing', remedy: `Set ${names.join(' and ')} together, or none of them.` });
}
