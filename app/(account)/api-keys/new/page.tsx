import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { keyExpiries, keyFormTexts, scopeGroups } from '#app/actions/key-texts.ts';
import { KeyForm } from '#components/keys/key-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { requireUser } from '#lib/auth/require.ts';
import { makeKey } from '../actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('makeTitle') };
}

export default async function NewApiKeyPage() {
  const actor = await requireUser();
  const [t, common, texts, groups, choices] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    keyFormTexts(),
    scopeGroups(actor.permissions, 'user'),
    keyExpiries(),
  ]);
  return (
    <>
      <PageHeader title={t('makeTitle')} subtitle={t('makeText')} />
      <KeyForm action={makeKey} groups={groups} {...choices} done="/api-keys" texts={texts}>
        <PageLink href="/api-keys" className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </KeyForm>
    </>
  );
}
