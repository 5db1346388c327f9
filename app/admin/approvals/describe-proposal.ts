import { getFormatter, getTranslations } from 'next-intl/server';
import { roleLabel } from '#components/account/labels.ts';
import type { ProposalView } from '#components/admin/proposal-list.tsx';
import type { ProposalShape } from '#lib/contracts/proposals.ts';
import { listRoleNames } from '#lib/roles/list-roles.ts';
import { settingNames } from '#lib/settings/settings.ts';
import { describeSetting } from '../settings/describe-setting.ts';

const fieldNames = ['display_name', 'description', 'rank', 'permissions', 'expires_at', 'organization_id'] as const;

function isList(value: unknown): value is string[] {
  return Array.isArray(value);
}

/** Proposals in the words of the reader. */
export async function describeProposals(
  proposals: readonly ProposalShape[],
  reader: { id: string; timezone: string },
): Promise<ProposalView[]> {
  const [every, format, roleNames] = await Promise.all([getTranslations(), getFormatter(), listRoleNames()]);
  const t = await getTranslations('adminApprovals.proposals');
  const describeOne = await describeSetting(roleNames);
  const inWords = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeStyle: 'short', timeZone: reader.timezone });
  const valueText = (value: unknown) => {
    if (isList(value)) return value.length > 0 ? format.list(value, { type: 'unit' }) : '–';
    return value === null || value === '' ? '–' : String(value);
  };
  const nameOf = ({ id, label }: { id: string; label: string | null }) => label ?? id;

  const titleOf = ({ kind, action, role, pool, users, user_count: count }: ProposalShape) => {
    const named = { role: role ? roleLabel(every, role.name, role.display_name) : t('nobody'), count: count ?? 0 };
    if (kind === 'users_bulk') return t(`kinds.${action === 'delete' ? 'delete' : 'add_role'}`, named);
    return t(`kinds.${kind}`, { ...named, pool: pool ?? '', user: users[0] ? nameOf(users[0]) : t('unknown') });
  };

  const changeOf = (kind: ProposalShape['kind'], { name, before, after }: ProposalShape['changes'][number]) => {
    const setting = settingNames.find((known) => known === name);
    if (setting) {
      const { label, show: showSetting } = describeOne(setting);
      // What a pool does not say for itself the settings say.
      const show = (value: unknown) => (kind === 'pool_change' && value === null ? t('inherited') : showSetting(value));
      return { name, label, before: show(before), after: show(after) };
    }
    const known = fieldNames.find((field) => field === name);
    const label = known ? t(`fields.${known}`) : name;
    // Of a long list of permissions only what comes and goes is worth reading.
    if (name === 'permissions' && isList(before) && isList(after)) {
      const [gone, come] = [before.filter((entry) => !after.includes(entry)), after.filter((entry) => !before.includes(entry))];
      return { name, label, before: gone.length > 0 ? valueText(gone) : null, after: valueText(come) };
    }
    if (name === 'expires_at' && typeof after === 'string') return { name, label, before: null, after: inWords(after) };
    return { name, label, before: before === null ? null : valueText(before), after: valueText(after) };
  };

  return proposals.map((proposal): ProposalView => {
    const { id, kind, users, user_count: count, changes, decided_at: decidedAt } = proposal;
    const isOpen = proposal.status === 'open';
    const others = Math.max(0, (count ?? 0) - users.length);
    const isFilter = kind === 'users_bulk' && users.length === 0;
    return {
      id,
      title: titleOf(proposal),
      status: proposal.status,
      statusText: t(`status.${proposal.status}`),
      facts: [
        [t('proposedBy'), nameOf(proposal.proposed_by)],
        [t('proposed'), inWords(proposal.created_at)],
        ...(isOpen ? [[t('until'), inWords(proposal.expires_at)] as const] : []),
        ...(proposal.decided_by && decidedAt ? [[t('decidedBy'), `${nameOf(proposal.decided_by)}, ${inWords(decidedAt)}`] as const] : []),
      ],
      reasons: [
        ...(proposal.reason ? [[t('why'), proposal.reason] as const] : []),
        ...(proposal.decision_reason ? [[t('answer'), proposal.decision_reason] as const] : []),
      ],
      changesTitle: isFilter ? t('filter') : t('changes'),
      changes:
        changes.length === 0 && isFilter
          ? [{ name: 'all', label: t('everybody'), before: null, after: '' }]
          : changes.map((change) => changeOf(kind, change)),
      people:
        kind === 'users_bulk' && users.length > 0 ? [...users.map(nameOf), ...(others > 0 ? [t('more', { count: others })] : [])] : [],
      isOwn: isOpen && proposal.proposed_by.id === reader.id,
      mayDecide: proposal.may_decide,
    };
  });
}
