import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { InviteForm } from '#components/admin/invite-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { localeChoices } from '#lib/i18n/locales.ts';
import { guardPage } from '../../guard-page.tsx';
import { poolChoices } from '../../pools/pool-choices.ts';
import { inviteUser } from '../actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('invite') };
}

export default async function InviteUserPage() {
  const { denied } = await guardPage('admin.users.write');
  if (denied) return denied;
  const [t, common, pool, pools, locale, error] = await Promise.all([
    getTranslations('users'),
    getTranslations('common'),
    getTranslations('pools'),
    poolChoices(),
    getLocale(),
    formErrorTexts(),
  ]);
  return (
    <>
      <PageHeader title={t('invite')} subtitle={t('inviteText')} />
      <Card>
        <CardContent>
          <InviteForm
            action={inviteUser}
            locale={locale}
            locales={localeChoices}
            pools={pools}
            texts={{
              email: t('fields.email'),
              pool: pool('choice'),
              poolHint: pool('choiceHint'),
              name: t('fields.name'),
              nameHint: t('optional'),
              username: t('fields.username'),
              usernameHint: t('optional'),
              locale: t('inviteLocale'),
              submit: t('inviteSubmit'),
              pending: t('inviting'),
              error,
            }}
          >
            <PageLink href="/admin/users" className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </InviteForm>
        </CardContent>
      </Card>
    </>
  );
}
