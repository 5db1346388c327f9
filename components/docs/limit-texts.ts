import type { getTranslations } from 'next-intl/server';

type Texts = Awaited<ReturnType<typeof getTranslations<'limits'>>>;

const units = [
  ['perDays', 86_400],
  ['perHours', 3600],
  ['perMinutes', 60],
  ['perSeconds', 1],
] as const;

/** "5 in a minute", in the largest unit that fits. */
export function limitText(t: Texts, max: number | null, windowSeconds: number | null): string {
  if (max === null || windowSeconds === null) return t('off');
  const [unit, seconds] = units.find(([, each]) => windowSeconds % each === 0) ?? units[3];
  return t(unit, { max, count: windowSeconds / seconds });
}
