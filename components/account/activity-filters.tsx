import { getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';

const kinds = ['sign_in', 'credential', 'session', 'profile'] as const;
const results = ['success', 'failure', 'denied'] as const;

type Choice = { kind?: string | undefined; result?: string | undefined };

type ActivityFiltersProps = Choice & { addressOf: (choice: Choice) => string };

const chip =
  'inline-flex h-8 items-center whitespace-nowrap rounded-full border border-line bg-surface px-3 text-[0.8125rem] text-muted hover:border-line-strong hover:text-ink aria-[current]:border-transparent aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent-text';

/** What to show, as links: a filtered page has an address, and needs no script. */
export async function ActivityFilters({ kind, result, addressOf }: ActivityFiltersProps) {
  const t = await getTranslations('activity');
  const group = (label: string, items: { key: string; text: string; choice: Choice; isOn: boolean }[]) => (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-2">
        {items.map(({ key, text, choice, isOn }) => (
          <li key={key}>
            <PageLink href={addressOf(choice)} className={chip} aria-current={isOn ? 'true' : undefined} prefetch={false}>
              {text}
            </PageLink>
          </li>
        ))}
      </ul>
    </nav>
  );
  return (
    <div className="mb-6 flex flex-wrap gap-x-8 gap-y-3">
      {group(t('filterKind'), [
        { key: 'all', text: t('kinds.all'), choice: { result }, isOn: kind === undefined },
        ...kinds.map((each) => ({ key: each, text: t(`kinds.${each}`), choice: { kind: each, result }, isOn: kind === each })),
      ])}
      {group(t('filterResult'), [
        { key: 'all', text: t('results.all'), choice: { kind }, isOn: result === undefined },
        ...results.map((each) => ({ key: each, text: t(`results.${each}`), choice: { kind, result: each }, isOn: result === each })),
      ])}
    </div>
  );
}
