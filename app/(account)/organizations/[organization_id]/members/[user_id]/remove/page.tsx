import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { removeMember } from '../../../../actions.ts';
import { guardOrganization } from '../../../../guard-organization.tsx';
import { memberLabel } from '../../../../member-label.ts';
import { readMember } from '../../../../read-member.ts';

type RemoveMemberPageProps = { params: Promise<{ organization_id: string; user_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('remove') };
}

export default async function RemoveMemberPage({ params }: RemoveMemberPageProps) {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.members.write');
  if (denied) return denied;
  const [member, t] = await Promise.all([readMember(actor, params), getTranslations('organizations')]);
  return (
    <ConfirmPage
      title={t('removeTitle', { name: memberLabel(t, member), organization: organization.name })}
      text={t('removeText')}
      action={removeMember}
      fields={{ id: organization.id, user_id: member.user_id }}
      submit={t('removeLink')}
      pending={t('working')}
      back={`/organizations/${organization.id}/members/${member.user_id}`}
    />
  );
}
