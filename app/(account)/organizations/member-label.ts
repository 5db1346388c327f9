import type { getTranslations } from 'next-intl/server';
import type { MemberShape } from '#lib/contracts/organization-members.ts';

type Translator = Awaited<ReturnType<typeof getTranslations<'organizations'>>>;

/** What to call a member, by what the reader may know of them. */
export function memberLabel(t: Translator, { name, username, email }: MemberShape): string {
  return name ?? username ?? email ?? t('unnamed');
}
