import { PageLink } from '#components/layout/page-link.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';

type SettingsHistoryProps = {
  changes: {
    version: number;
    when: string;
    who: string;
    /** Null where it took nobody else. */
    approvedBy: string | null;
    changes: { name: string; label: string; before: string; after: string }[];
  }[];
  /** Whether the reader may bring an earlier version back. */
  canRestore: boolean;
  texts: { title: string; text: string; none: string; restore: string };
};

/** Who changed what, who approved it, when, from what and to what; newest first. */
export function SettingsHistory({ changes, canRestore, texts }: SettingsHistoryProps) {
  return (
    <Card aria-labelledby="history">
      <CardHeader>
        <div>
          <CardTitle id="history">{texts.title}</CardTitle>
          <CardDescription>{texts.text}</CardDescription>
        </div>
      </CardHeader>
      <CardContent>
        {changes.length === 0 ? <p className="py-4 text-center text-muted text-sm">{texts.none}</p> : null}
        <ol className="divide-y divide-line">
          {changes.map((change, index) => (
            <li key={change.version} className="py-4 first:pt-0 last:pb-0">
              <p className="flex flex-wrap gap-x-3 text-muted text-sm leading-6">
                <span>{change.when}</span>
                <span className="wrap-anywhere">{change.who}</span>
                {change.approvedBy ? <span className="wrap-anywhere">{change.approvedBy}</span> : null}
                {canRestore && index > 0 ? (
                  <PageLink
                    href={`/admin/settings/restore/${change.version}`}
                    className="ml-auto text-accent-text underline-offset-4 hover:underline"
                  >
                    {texts.restore}
                    <span className="sr-only"> ({change.when})</span>
                  </PageLink>
                ) : null}
              </p>
              <ul className="mt-1 space-y-1">
                {change.changes.map(({ name, label, before, after }) => (
                  <li key={name} className="break-words text-sm leading-6">
                    <span className="font-medium">{label}</span>: <del className="text-faint">{before}</del> <span aria-hidden>→</span>{' '}
                    <ins className="no-underline">{after}</ins>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      </CardContent>
    </Card>
  );
}
