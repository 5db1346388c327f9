import { getFormatter, getTranslations } from 'next-intl/server';

/** Why a name that was typed means nobody: there is nobody, or each of these pools has one, and how to say which. */
export async function unknownUserText(
  typed: string,
  pools: readonly string[],
  nobody: 'allSessions.unknownUser' | 'adminRoles.test.nobody',
): Promise<string> {
  const [t, format] = await Promise.all([getTranslations(), getFormatter()]);
  if (pools.length === 0) return t(nobody);
  const names = pools.map((pool) => `${pool}:${typed.trim()}`);
  return t('pools.which', { names: format.list(names, { type: 'disjunction' }) });
}
