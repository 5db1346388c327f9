import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { PermissionDenied } from '#components/layout/permission-denied.tsx';
import { FieldsForm } from '#components/organizations/fields-form.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { answerWithStatus } from '#lib/http/response-status.ts';
import { mayFound } from '#lib/organizations/found-organization.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { foundOrganization } from '../actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('found') };
}

export default async function NewOrganizationPage() {
  const actor = await requireUser();
  if (!(await mayFound(actor))) {
    answerWithStatus(403);
    return <PermissionDenied permission="admin.organizations.write" />;
  }
  const [t, common, error] = await Promise.all([getTranslations('organizations'), getTranslations('common'), formErrorTexts()]);
  const owner = { kind: 'text', name: 'owner_id', label: t('owner'), hint: t('ownerHint'), maxLength: 36 } as const;
  return (
    <>
      <PageHeader title={t('found')} subtitle={t('foundText')} />
      <Card>
        <CardContent>
          <FieldsForm
            action={foundOrganization}
            fields={[
              { kind: 'text', name: 'name', label: t('name'), required: true, maxLength: 64 },
              { kind: 'text', name: 'slug', label: t('slug'), hint: t('slugHint'), maxLength: 40 },
              ...(isAllowed(actor, 'admin.organizations.write') ? [owner] : []),
            ]}
            texts={{ submit: t('foundSubmit'), pending: common('saving'), error }}
          >
            <PageLink href="/organizations" className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </FieldsForm>
        </CardContent>
      </Card>
    </>
  );
}
