import type { Metadata } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getMessages, getTranslations } from 'next-intl/server';
import { ImportForm } from '#components/admin/import-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { importFields } from '#lib/bulk/import-columns.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { guardPage } from '../../guard-page.tsx';
import { importRows } from '../bulk-actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('jobs');
  return { title: t('import.title') };
}

export default async function ImportPage() {
  const { actor, denied } = await guardPage('admin.users.import');
  if (denied) return denied;
  const [t, messages] = await Promise.all([getTranslations('jobs'), getMessages()]);
  return (
    <>
      <PageHeader title={t('import.title')} subtitle={t('import.text')} />
      <div className="space-y-6">
        <Card>
          <CardContent>
            <NextIntlClientProvider messages={pickMessages(messages, ['jobs', 'common', 'errors'])}>
              <ImportForm importRows={importRows} mayUpdate={isAllowed(actor, 'admin.users.write')}>
                <PageLink href="/admin/users" className={buttonVariants({ variant: 'secondary' })}>
                  {t('bulk.back')}
                </PageLink>
              </ImportForm>
            </NextIntlClientProvider>
          </CardContent>
        </Card>
        <Card aria-labelledby="fields">
          <CardHeader>
            <div>
              <CardTitle id="fields">{t('import.fields')}</CardTitle>
              <CardDescription className="max-w-3xl">{t('import.fieldsText')}</CardDescription>
            </div>
          </CardHeader>
          <CardContent>
            <ul className="flex flex-wrap gap-1.5">
              {importFields.map((name) => (
                <li key={name} className="rounded-md bg-sunken px-2 py-0.5 font-mono text-xs leading-5">
                  {name}
                </li>
              ))}
            </ul>
          </CardContent>
        </Card>
      </div>
    </>
  );
}
