import { getTranslations } from 'next-intl/server';
import type { KeptRowError } from '#lib/bulk/list-jobs.ts';
import type { RowErrorShape } from '#lib/contracts/jobs.ts';
import { rowErrorWord } from './row-error-words.ts';

/** What was wrong with rows, in the reader's language. */
export async function describeRowErrors(errors: readonly KeptRowError[]): Promise<RowErrorShape[]> {
  const t = await getTranslations();
  return errors.map(({ details, ...error }) => {
    const word = rowErrorWord({ ...error, details });
    return word ? { ...error, message: t(word, { ...details }) } : error;
  });
}
