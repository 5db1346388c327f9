import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { guardPage } from '../../../../../guard-page.tsx';
import { revokeSecret } from '../../../../actions.ts';
import { readManagedAccount } from '../../../../read-account.ts';

type RevokeSecretPageProps = { params: Promise<{ service_account_id: string; client_secret_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('serviceAccounts');
  return { title: t('revokeSecret') };
}

/** A page instead of a dialog, so that the question is asked where no script runs too. */
export default async function RevokeSecretPage({ params }: RevokeSecretPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const { id, client_secrets: secrets } = await readManagedAccount(actor, params);
  const { client_secret_id: secretId } = await params;
  const secret = secrets.find((each) => each.id === secretId) ?? notFound();
  const name = secret.prefix;
  const [t, common, error] = await Promise.all([getTranslations('serviceAccounts'), getTranslations('common'), formErrorTexts()]);
  return (
    <>
      <PageHeader title={t('revokeSecretTitle', { name })} />
      <Card>
        <CardContent>
          <p className="mb-6 max-w-xl text-muted text-sm leading-6">{t('revokeSecretText')}</p>
          <ActionForm
            action={revokeSecret}
            fields={{ id, secret: secret.id }}
            variant="danger"
            stepUp
            texts={{ submit: t('revokeSecretSubmit'), pending: t('revoking'), error }}
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
