import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { revokeKey } from '../../actions.ts';
import { readKey } from '../../read-key.ts';

type RevokeKeyPageProps = { params: Promise<{ api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('revoke') };
}

/** A page instead of a dialog, so that the question is asked where no script runs too. */
export default async function RevokeKeyPage({ params }: RevokeKeyPageProps) {
  const actor = await requireUser();
  const { id, name } = await readKey(actor, params);
  const [t, common, error] = await Promise.all([getTranslations('apiKeys'), getTranslations('common'), formErrorTexts()]);
  return (
    <>
      <PageHeader title={t('revokeTitle', { name })} />
      <Card>
        <CardContent>
          <p className="mb-6 max-w-xl text-muted text-sm leading-6">{t('revokeText')}</p>
          <ActionForm
            action={revokeKey}
            fields={{ id }}
            variant="danger"
            texts={{ submit: t('revokeSubmit'), pending: t('revoking'), error }}
          >
            <PageLink href="/api-keys" className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </ActionForm>
        </CardContent>
      </Card>
    </>
  );
}
