import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { UserForm } from '#components/admin/user-form.tsx';
import { userLabel } from '#components/admin/user-table.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { contentVersion } from '#lib/http/entity-tag.ts';
import { localeChoices } from '#lib/i18n/locales.ts';
import { timezoneChoices } from '#lib/i18n/timezone-choices.ts';
import { presentManagedUser } from '#lib/users/find-managed-user.ts';
import { guardPage } from '../../../guard-page.tsx';
import { saveUser } from '../../actions.ts';
import { readUser } from '../../read-user.ts';

type EditUserPageProps = { params: Promise<{ user_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('editTitle') };
}

export default async function EditUserPage({ params }: EditUserPageProps) {
  const { denied } = await guardPage('admin.users.write');
  if (denied) return denied;
  const [managed, t, common, error] = await Promise.all([
    readUser(params),
    getTranslations('users'),
    getTranslations('common'),
    formErrorTexts(),
  ]);
  const user = presentManagedUser(managed);
  return (
    <>
      <PageHeader title={userLabel(user)} subtitle={t('editTitle')} />
      <Card>
        <CardContent>
          <UserForm
            action={saveUser}
            known={{ id: user.id, version: contentVersion(user) }}
            initial={{
              name: user.name ?? '',
              first_name: user.first_name ?? '',
              last_name: user.last_name ?? '',
              username: user.username ?? '',
              locale: user.locale,
              timezone: user.timezone,
              metadata: JSON.stringify(user.metadata, null, 2),
            }}
            locales={localeChoices}
            timezones={timezoneChoices(user.timezone)}
            texts={{
              name: t('fields.name'),
              first_name: t('fields.first_name'),
              last_name: t('fields.last_name'),
              username: t('fields.username'),
              locale: t('fields.locale'),
              timezone: t('fields.timezone'),
              metadata: t('fields.metadata'),
              metadataHint: t('metadataHint'),
              submit: t('save'),
              pending: t('saving'),
              error,
            }}
          >
            <PageLink href={`/admin/users/${user.id}`} className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </UserForm>
        </CardContent>
      </Card>
    </>
  );
}
