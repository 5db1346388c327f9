import type { getTranslations } from 'next-intl/server';
import { reasonLabel } from '#components/account/activity-reason.ts';
import type { Share } from '#components/charts/shares.tsx';

type Translate = Awaited<ReturnType<typeof getTranslations<never>>>;

/** Most reasons are few; a long tail stands together. */
const listed = 8;

/** The trail from a day on (`2026-01-31`, UTC), of one action, and of one of its reasons. */
export function trailAddress(since: string, action: string, reason?: string): string {
  return `/admin/audit?${new URLSearchParams({ action, ...(reason && { reason }), created_after: since })}`;
}

type Labelled = { action: string; parts: readonly { label: string; count: number }[]; since: string; mayReadTrail: boolean };

/** Events of one action by their reasons, in words, each with the way to its own events in the trail. */
export function labelledShares(t: Translate, { action, parts, since, mayReadTrail }: Labelled): Share[] {
  const names = parts.map(
    ({ label }) => reasonLabel(t, { action, reason: label }) ?? (label === '' ? t('statistics.unknown') : label.replaceAll('_', ' ')),
  );
  const all = parts.map(({ label, count }, index) => {
    const name = names[index] ?? label;
    // The trail knows reasons by their codes: two with one name stay apart, so that each leads to what it counts.
    const isShared = names.indexOf(name) !== names.lastIndexOf(name);
    const href = mayReadTrail && label !== '' ? trailAddress(since, action, label) : undefined;
    return { name: isShared ? `${name} (${label})` : name, count, href };
  });
  const rest = all.slice(listed).reduce((sum, { count }) => sum + count, 0);
  return rest > 0 ? [...all.slice(0, listed), { name: t('statistics.others'), count: rest }] : all;
}
