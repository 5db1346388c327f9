import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { heldPermissions } from '#app/actions/key-texts.ts';
import { ServiceAccountForm } from '#components/admin/service-account-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { guardPage } from '../../guard-page.tsx';
import { addAccount } from '../actions.ts';
import { serviceAccountFormTexts } from '../service-account-form-texts.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('serviceAccounts');
  return { title: t('add') };
}

export default async function NewServiceAccountPage() {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const [t, common, texts, groups] = await Promise.all([
    getTranslations('serviceAccounts'),
    getTranslations('common'),
    serviceAccountFormTexts('new'),
    heldPermissions(actor.permissions),
  ]);
  return (
    <>
      <PageHeader title={t('add')} subtitle={t('addText')} />
      <Card>
        <CardContent>
          <ServiceAccountForm action={addAccount} groups={groups} initial={{ name: '', description: '', permissions: [] }} texts={texts}>
            <PageLink href="/admin/service-accounts" className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </ServiceAccountForm>
        </CardContent>
      </Card>
    </>
  );
}
