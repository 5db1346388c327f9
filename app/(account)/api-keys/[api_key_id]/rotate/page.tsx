import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { overlapChoices, rotateKeyTexts } from '#app/actions/key-texts.ts';
import { RotateForm } from '#components/keys/rotate-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { requireUser } from '#lib/auth/require.ts';
import { rotateKey } from '../../actions.ts';
import { readKey } from '../../read-key.ts';

type RotateKeyPageProps = { params: Promise<{ api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('rotate') };
}

export default async function RotateKeyPage({ params }: RotateKeyPageProps) {
  const actor = await requireUser();
  const { id, name } = await readKey(actor, params);
  const [t, common, texts, overlaps] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    rotateKeyTexts(),
    overlapChoices(),
  ]);
  return (
    <>
      <PageHeader title={t('rotateTitle', { name })} />
      <RotateForm action={rotateKey} fields={{ id }} overlaps={overlaps} done="/api-keys" texts={texts}>
        <PageLink href="/api-keys" className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </RotateForm>
    </>
  );
}
