import { PageLink } from '#components/layout/page-link.tsx';

const chip =
  'inline-flex h-8 items-center whitespace-nowrap rounded-full border border-line bg-surface px-3 text-[0.8125rem] text-muted hover:border-line-strong hover:text-ink aria-[current]:border-transparent aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent-text';

export type ChoiceLink = { key: string; text: string; href: string; isOn: boolean };

/** What to show, one of several, as links: each choice has an address, and needs no script. */
export function ChoiceLinks({ label, choices }: { label: string; choices: readonly ChoiceLink[] }) {
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-2">
        {choices.map(({ key, text, href, isOn }) => (
          <li key={key}>
            <PageLink href={href} className={chip} aria-current={isOn ? 'true' : undefined} prefetch={false}>
              {text}
            </PageLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
