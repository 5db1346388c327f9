import { getTranslations } from 'next-intl/server';
import { ChoiceLinks } from '#components/lists/choice-links.tsx';

const kinds = ['sign_in', 'credential', 'session', 'profile'] as const;
const results = ['success', 'failure', 'denied'] as const;

type Choice = { kind?: string | undefined; result?: string | undefined };

type ActivityFiltersProps = Choice & { addressOf: (choice: Choice) => string };

/** Which events to show: of which kind, and how they ended. */
export async function ActivityFilters({ kind, result, addressOf }: ActivityFiltersProps) {
  const t = await getTranslations('activity');
  return (
    <div className="mb-6 flex flex-wrap gap-x-8 gap-y-3">
      <ChoiceLinks
        label={t('filterKind')}
        choices={[
          { key: 'all', text: t('kinds.all'), href: addressOf({ result }), isOn: kind === undefined },
          ...kinds.map((each) => ({ key: each, text: t(`kinds.${each}`), href: addressOf({ kind: each, result }), isOn: kind === each })),
        ]}
      />
      <ChoiceLinks
        label={t('filterResult')}
        choices={[
          { key: 'all', text: t('results.all'), href: addressOf({ kind }), isOn: result === undefined },
          ...results.map((each) => ({
            key: each,
            text: t(`results.${each}`),
            href: addressOf({ kind, result: each }),
            isOn: result === each,
          })),
        ]}
      />
    </div>
  );
}
