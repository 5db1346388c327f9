import { getTranslations } from 'next-intl/server';
import { SecurityCard } from '#components/account/security-card.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import type { EffectivePermissionsShape } from '#lib/contracts/decisions.ts';

type ReasonedList = EffectivePermissionsShape['permissions'];

type EffectivePermissionsProps = {
  effective: EffectivePermissionsShape;
  /** What the roles are called that somebody holds. */
  labels: ReadonlyMap<string, string>;
  /** Whether the reader may open organizations. */
  linked: boolean;
};

/** Permissions, each with the roles that give it. */
function PermissionRows({ permissions, labelOf }: { permissions: ReasonedList; labelOf: (role: string) => string }) {
  return (
    <ul className="divide-y divide-line">
      {permissions.map(({ permission, because }) => (
        <li key={permission} className="flex flex-wrap justify-between gap-x-6 gap-y-1 py-2.5 text-sm first:pt-0 last:pb-0">
          <code className="break-all font-mono text-[0.8125rem] leading-6">{permission}</code>
          <span className="text-muted">
            {because.flatMap((reason) => (reason.reason === 'granted' && reason.role ? labelOf(reason.role.name) : [])).join(', ')}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What somebody may do everywhere, and what besides in each of their organizations; why each. */
export async function EffectivePermissions({ effective, labels, linked }: EffectivePermissionsProps) {
  const [t, ofOrganizations] = await Promise.all([getTranslations('users.roles'), getTranslations('organizations')]);
  const { permissions, organizations } = effective;
  return (
    <>
      <SecurityCard id="effective" title={t('effective')} text={t('effectiveText', { count: permissions.length })}>
        {permissions.length > 0 ? <PermissionRows permissions={permissions} labelOf={(role) => labels.get(role) ?? role} /> : null}
      </SecurityCard>
      {organizations.map(({ id, name, status, role: held, permissions: there }) => (
        <SecurityCard
          key={id}
          id={`in-${id}`}
          title={t('effectiveIn', { organization: name })}
          text={status === 'suspended' ? t('effectiveSuspended') : t('effectiveInText', { count: there.length })}
          badge={
            status === 'suspended'
              ? { text: ofOrganizations('suspended'), tone: 'warning' }
              : { text: ofOrganizations(`roles.${held}`), tone: 'neutral' }
          }
          actions={
            linked ? (
              <PageLink
                href={`/admin/organizations/${id}`}
                className={`${buttonVariants({ variant: 'secondary', size: 'small' })} shrink-0`}
              >
                {ofOrganizations('open')}
                <span className="sr-only"> {name}</span>
              </PageLink>
            ) : null
          }
        >
          {there.length > 0 ? (
            <PermissionRows
              permissions={there}
              labelOf={(role) => (role === `organization_${held}` ? ofOrganizations(`roles.${held}`) : (labels.get(role) ?? role))}
            />
          ) : null}
        </SecurityCard>
      ))}
    </>
  );
}
