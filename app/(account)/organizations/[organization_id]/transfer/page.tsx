import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { updateMember } from '#lib/contracts/organization-members.ts';
import { findMember } from '#lib/organizations/list-members.ts';
import { transferOrganization } from '../../actions.ts';
import { guardOrganization } from '../../guard-organization.tsx';
import { memberLabel } from '../../member-label.ts';

type TransferPageProps = {
  params: Promise<{ organization_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('transfer') };
}

export default async function TransferPage({ params, searchParams }: TransferPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.transfer');
  if (denied) return denied;
  const { id, name } = organization;
  const parsed = updateMember.params.safeParse({ organization_id: id, user_id: (await searchParams).user_id });
  const [member, t] = await Promise.all([
    parsed.success ? findMember(actor, id, parsed.data.user_id) : null,
    getTranslations('organizations'),
  ]);
  if (!member) notFound();
  return (
    <ConfirmPage
      title={t('transferTitle', { name: memberLabel(t, member), organization: name })}
      text={t('transferText')}
      action={transferOrganization}
      fields={{ id, user_id: member.user_id }}
      stepUp
      submit={t('transferLink')}
      pending={t('working')}
      back={`/organizations/${id}`}
    />
  );
}
