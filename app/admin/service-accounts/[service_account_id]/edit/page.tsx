import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { heldPermissions } from '#app/actions/key-texts.ts';
import { ServiceAccountForm } from '#components/admin/service-account-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { guardPage } from '../../../guard-page.tsx';
import { saveAccount } from '../../actions.ts';
import { readManagedAccount } from '../../read-account.ts';
import { serviceAccountFormTexts } from '../../service-account-form-texts.ts';

type EditServiceAccountPageProps = { params: Promise<{ service_account_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('serviceAccounts');
  return { title: t('edit') };
}

export default async function EditServiceAccountPage({ params }: EditServiceAccountPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const { id, name, description, permissions } = await readManagedAccount(actor, params);
  const [t, common, texts, groups] = await Promise.all([
    getTranslations('serviceAccounts'),
    getTranslations('common'),
    serviceAccountFormTexts('known'),
    heldPermissions(actor.permissions),
  ]);
  return (
    <>
      <PageHeader title={name} subtitle={t('editText')} />
      <Card>
        <CardContent>
          <ServiceAccountForm action={saveAccount} groups={groups} id={id} initial={{ name, description, permissions }} texts={texts}>
            <PageLink href={`/admin/service-accounts/${id}`} className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </ServiceAccountForm>
        </CardContent>
      </Card>
    </>
  );
}
