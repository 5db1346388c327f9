import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { keyChangeTexts, keyEnds } from '#app/actions/key-texts.ts';
import { KeyChangeForm } from '#components/keys/key-change-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { requireUser } from '#lib/auth/require.ts';
import { changeKey } from '../../actions.ts';
import { readKey } from '../../read-key.ts';

type EditKeyPageProps = { params: Promise<{ api_key_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('change') };
}

export default async function EditKeyPage({ params }: EditKeyPageProps) {
  const actor = await requireUser();
  const key = await readKey(actor, params);
  const [t, common, texts, ends] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    keyChangeTexts(),
    keyEnds(key, actor.user.timezone),
  ]);
  return (
    <>
      <PageHeader title={t('changeTitle', { name: key.name })} subtitle={t('changeText')} />
      <KeyChangeForm action={changeKey} apiKey={key} ends={ends} fields={{ id: key.id }} texts={texts}>
        <PageLink href="/api-keys" className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </KeyChangeForm>
    </>
  );
}
