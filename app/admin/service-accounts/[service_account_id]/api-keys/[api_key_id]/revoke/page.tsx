import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { guardPage } from '../../../../../guard-page.tsx';
import { revokeAccountKey } from '../../../../actions.ts';
import { readManagedAccount } from '../../../../read-account.ts';
import { readAccountKey } from '../../../../read-account-key.ts';

type RevokeAccountKeyPageProps = { params: Promise<{ service_account_id: string; api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('revoke') };
}

/** A page instead of a dialog, so that the question is asked where no script runs too. */
export default async function RevokeAccountKeyPage({ params }: RevokeAccountKeyPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const { id } = await readManagedAccount(actor, params);
  const { id: key, name } = await readAccountKey(id, (await params).api_key_id);
  const [t, common, error] = await Promise.all([getTranslations('apiKeys'), getTranslations('common'), formErrorTexts()]);
  return (
    <>
      <PageHeader title={t('revokeTitle', { name })} />
      <Card>
        <CardContent>
          <p className="mb-6 max-w-xl text-muted text-sm leading-6">{t('revokeText')}</p>
          <ActionForm
            action={revokeAccountKey}
            fields={{ id, key }}
            variant="danger"
            stepUp
            texts={{ submit: t('revokeSubmit'), pending: t('revoking'), error }}
          >
            <PageLink href={`/admin/service-accounts/${id}`} className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </ActionForm>
        </CardContent>
      </Card>
    </>
  );
}
