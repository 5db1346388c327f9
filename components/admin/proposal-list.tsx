import { getTranslations } from 'next-intl/server';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import type { FormAction } from '#components/forms/form-state.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { Card, CardContent, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { DecideForm } from './decide-form.tsx';

export type ProposalView = {
  id: string;
  title: string;
  status: 'open' | 'approved' | 'rejected' | 'withdrawn' | 'expired';
  statusText: string;
  /** Who, when, until when. */
  facts: (readonly [string, string])[];
  /** Why it was proposed, and what whoever decided said to it. */
  reasons: (readonly [string, string])[];
  changesTitle: string;
  /** `before` is null where only what it will be means something. */
  changes: { name: string; label: string; before: string | null; after: string }[];
  /** Whom it is about, where the title does not say. */
  people: string[];
  isOwn: boolean;
  mayDecide: boolean;
};

type ProposalListProps = {
  proposals: ProposalView[];
  decide: FormAction;
  withdraw: (form: FormData) => Promise<void>;
  error: FormErrorTexts;
};

const tones = { open: 'warning', approved: 'success', rejected: 'danger', withdrawn: 'neutral', expired: 'neutral' } as const;

/** Dangerous changes: what each would do, and the decision where the reader may make it. */
export async function ProposalList({ proposals, decide, withdraw, error }: ProposalListProps) {
  const [t, common] = await Promise.all([getTranslations('adminApprovals.proposals'), getTranslations('adminApprovals')]);
  return (
    <ul className="space-y-6">
      {proposals.map((proposal) => (
        <li key={proposal.id}>
          <Card aria-labelledby={proposal.id}>
            <CardHeader>
              <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 [overflow-wrap:anywhere]">
                <CardTitle id={proposal.id}>{proposal.title}</CardTitle>
                <Badge tone={tones[proposal.status]}>{proposal.statusText}</Badge>
              </div>
            </CardHeader>
            <CardContent className="[overflow-wrap:anywhere]">
              <ProposalDetails proposal={proposal} who={t('users')} />
              {proposal.mayDecide ? (
                <DecideForm
                  action={decide}
                  id={proposal.id}
                  texts={{
                    reason: common('reason'),
                    hint: t('reasonHint'),
                    approve: t('approve'),
                    deny: t('reject'),
                    pending: common('deciding'),
                    error,
                  }}
                />
              ) : null}
              {proposal.isOwn ? (
                <form action={withdraw} className="flex flex-wrap items-center gap-4">
                  <input type="hidden" name="id" value={proposal.id} />
                  <Button type="submit" size="small" variant="secondary">
                    {t('withdraw')}
                  </Button>
                  <p className="text-muted text-sm">{t('own')}</p>
                </form>
              ) : null}
              {proposal.status === 'open' && !proposal.mayDecide && !proposal.isOwn ? (
                <p className="text-muted text-sm">{t('mayNot')}</p>
              ) : null}
            </CardContent>
          </Card>
        </li>
      ))}
    </ul>
  );
}

function ProposalDetails({ proposal, who }: { proposal: ProposalView; who: string }) {
  const { changes, people, reasons, facts, changesTitle } = proposal;
  return (
    <div className="mb-5 space-y-5 text-sm leading-6">
      {changes.length > 0 ? (
        <div>
          <p className="text-faint text-xs">{changesTitle}</p>
          <ul>
            {changes.map(({ name, label, before, after }) => (
              <li key={name}>
                <span className="font-medium">{label}</span>
                {before === null && after === '' ? null : ': '}
                {before === null ? null : (
                  <>
                    <del className="text-faint">{before}</del> <span aria-hidden>→</span>{' '}
                  </>
                )}
                <ins className="no-underline">{after}</ins>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {people.length > 0 ? (
        <div>
          <p className="text-faint text-xs">{who}</p>
          <p>{people.join(', ')}</p>
        </div>
      ) : null}
      {reasons.map(([title, text]) => (
        <div key={title} className="max-w-2xl">
          <p className="text-faint text-xs">{title}</p>
          <p>{text}</p>
        </div>
      ))}
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-3">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt className="text-faint text-xs">{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
