import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { newSecretTexts, overlapChoices } from '#app/actions/key-texts.ts';
import { RotateForm } from '#components/keys/rotate-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { guardPage } from '../../../../guard-page.tsx';
import { makeSecret } from '../../../actions.ts';
import { readManagedAccount } from '../../../read-account.ts';

type NewSecretPageProps = { params: Promise<{ service_account_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('serviceAccounts');
  return { title: t('makeSecret') };
}

/** The first secret of an account, or one that takes over from those there are. */
export default async function NewSecretPage({ params }: NewSecretPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.write');
  if (denied) return denied;
  const { id, name, client_secrets: secrets } = await readManagedAccount(actor, params);
  const [t, common, error, secret, overlaps] = await Promise.all([
    getTranslations('serviceAccounts'),
    getTranslations('common'),
    formErrorTexts(),
    newSecretTexts('client_secret'),
    overlapChoices(),
  ]);
  const texts = {
    text: t(secrets.length > 0 ? 'rotateSecretText' : 'makeSecretText'),
    overlap: t('overlap'),
    overlapHint: t('overlapHint'),
    submit: t('makeSecretSubmit'),
    pending: t('making'),
    error,
    secret,
  };
  return (
    <>
      <PageHeader title={t('makeSecretTitle', { name })} />
      <RotateForm
        action={makeSecret}
        fields={{ id }}
        overlaps={secrets.length > 0 ? overlaps : []}
        done={`/admin/service-accounts/${id}`}
        texts={texts}
      >
        <PageLink href={`/admin/service-accounts/${id}`} className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </RotateForm>
    </>
  );
}
