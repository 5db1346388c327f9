import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ProposalList } from '#components/admin/proposal-list.tsx';
import { RoleRequests } from '#components/admin/role-requests.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { approverPermissions } from '#lib/approvals/approver-permissions.ts';
import { listPendingRoleRequests } from '#lib/approvals/decide-role-request.ts';
import { listProposals } from '#lib/approvals/proposal.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { guardPage } from '../guard-page.tsx';
import { decide, decideProposal, withdraw } from './actions.ts';
import { describeProposals } from './describe-proposal.ts';

type ApprovalsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const shownDecided = 10;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('adminApprovals');
  return { title: t('title') };
}

/** What waits for somebody else's yes: dangerous changes, and requests for a role. */
export default async function ApprovalsPage({ searchParams }: ApprovalsPageProps) {
  const { actor, denied } = await guardPage(...approverPermissions);
  if (denied) return denied;
  const mayGiveRoles = isAllowed(actor, 'admin.users.roles');
  const [query, t, error, requests, open, decided] = await Promise.all([
    searchParams,
    getTranslations('adminApprovals'),
    formErrorTexts(),
    mayGiveRoles ? listPendingRoleRequests(actor) : [],
    listProposals(actor, 'open'),
    listProposals(actor, 'decided'),
  ]);
  const reader = { id: actor.user.id, timezone: actor.user.timezone };
  const [waiting, ended] = await Promise.all([describeProposals(open, reader), describeProposals(decided.slice(0, shownDecided), reader)]);
  const actions = { decide: decideProposal, withdraw, error };
  const notices = ['approved', 'denied', 'proposed', 'carriedOut', 'rejected', 'withdrawn'] as const;
  const notice = notices.find((code) => code === query.notice);
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Notice className="mb-6">{notice ? t(`notices.${notice}`) : null}</Notice>
      <Notice tone="danger" className="mb-6">
        {query.problem === 'withdraw' ? t('problems.withdraw') : null}
      </Notice>
      <div className="space-y-10">
        {waiting.length > 0 ? (
          <section aria-labelledby="waiting" className="space-y-4">
            <h2 id="waiting" className="font-semibold text-lg">
              {t('proposals.title')}
            </h2>
            <ProposalList proposals={waiting} {...actions} />
          </section>
        ) : null}
        {mayGiveRoles ? (
          <section aria-labelledby="requests" className="space-y-4">
            <h2 id="requests" className="font-semibold text-lg">
              {t('requestsTitle')}
            </h2>
            <RoleRequests requests={requests} timezone={actor.user.timezone} decide={decide} error={error} />
          </section>
        ) : null}
        {ended.length > 0 ? (
          <section aria-labelledby="decided" className="space-y-4">
            <h2 id="decided" className="font-semibold text-lg">
              {t('proposals.decidedTitle')}
            </h2>
            <ProposalList proposals={ended} {...actions} />
          </section>
        ) : null}
      </div>
    </>
  );
}
