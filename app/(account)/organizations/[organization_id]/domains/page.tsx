import { Globe } from 'lucide-react';
import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { SecurityCard } from '#components/account/security-card.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { EntryRow } from '#components/lists/entry-row.tsx';
import { FieldsForm } from '#components/organizations/fields-form.tsx';
import { OrganizationFrame } from '#components/organizations/organization-frame.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { listDomains } from '#lib/organizations/domains.ts';
import { isAllowedIn } from '#lib/organizations/require-allowed-in.ts';
import { addDomain, removeDomain, verifyDomain } from '../../actions.ts';
import { frameOf, guardOrganization } from '../../guard-organization.tsx';

type DomainsPageProps = {
  params: Promise<{ organization_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('tabs.domains') };
}

/** The domains, each with the record that proves it. */
export default async function DomainsPage({ params, searchParams }: DomainsPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.domains.read');
  if (denied) return denied;
  const { id } = organization;
  const [t, format, error, frame, domains] = await Promise.all([
    getTranslations('organizations'),
    getFormatter(),
    formErrorTexts(),
    frameOf(actor, organization, await searchParams),
    listDomains(id),
  ]);
  const mayWrite = isAllowedIn(actor, 'organization.domains.write', id);
  const day = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeZone: actor.user.timezone });
  return (
    <OrganizationFrame {...frame} current="domains">
      <div className="space-y-6">
        {mayWrite ? (
          <SecurityCard id="add" title={t('addDomain')} text={t('addDomainText')}>
            <FieldsForm
              action={addDomain}
              hidden={{ id }}
              fields={[{ kind: 'text', name: 'name', label: t('domain'), required: true, maxLength: 253, placeholder: 'example.com' }]}
              texts={{ submit: t('addDomainSubmit'), pending: t('working'), error }}
            />
          </SecurityCard>
        ) : null}
        {domains.length > 0 ? (
          <Card>
            <CardContent>
              <ul className="divide-y divide-line">
                {domains.map(({ id: domain, name, verified_at: verified, record, created_at: added }) => (
                  <EntryRow
                    key={domain}
                    icon={<Globe className="size-[1.125rem]" />}
                    name={name}
                    badges={<Badge tone={verified ? 'success' : 'warning'}>{t(verified ? 'verified' : 'unverified')}</Badge>}
                    facts={[verified ? t('verifiedSince', { when: day(verified) }) : t('added', { when: day(added) })]}
                    end={
                      mayWrite ? (
                        <div className="flex flex-wrap gap-3 sm:max-w-[50%] sm:justify-end">
                          {verified ? null : (
                            <ActionForm
                              action={verifyDomain}
                              fields={{ id, domain }}
                              variant="primary"
                              texts={{ submit: t('verify'), pending: t('verifying'), error }}
                            />
                          )}
                          <ActionForm
                            action={removeDomain}
                            fields={{ id, domain }}
                            variant="danger-outline"
                            texts={{ submit: t('removeDomain'), pending: t('working'), error }}
                          />
                        </div>
                      ) : null
                    }
                  >
                    {verified ? null : (
                      <div className="mt-3 max-w-full rounded-control bg-sunken p-4 text-[0.8125rem] leading-5">
                        <p className="text-muted">{t('recordText')}</p>
                        <dl className="mt-2 space-y-1.5">
                          {(['type', 'name', 'value'] as const).map((part) => (
                            <div key={part}>
                              <dt className="text-muted text-xs">{t(`record.${part}`)}</dt>
                              <dd className="select-all break-all font-mono">{record[part]}</dd>
                            </div>
                          ))}
                        </dl>
                      </div>
                    )}
                  </EntryRow>
                ))}
              </ul>
            </CardContent>
          </Card>
        ) : (
          <EmptyList title={t('noDomains')} text={t('noDomainsText')} />
        )}
      </div>
    </OrganizationFrame>
  );
}
