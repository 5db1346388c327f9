import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { ClientSecrets } from '#components/admin/client-secrets.tsx';
import { KeyList } from '#components/keys/key-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { WayBack } from '#components/layout/way-back.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { listAccountKeys } from '#lib/service-accounts/account-keys.ts';
import { guardPage } from '../../guard-page.tsx';
import { switchAccount } from '../actions.ts';
import { readAccount } from '../read-account.ts';

type ServiceAccountPageProps = {
  params: Promise<{ service_account_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('serviceAccounts');
  return { title: t('one') };
}

const notices = ['added', 'saved', 'enabled', 'disabled', 'secret_revoked', 'key_changed', 'key_revoked'] as const;

/** One service account: what it may do, what it calls with, and its end. */
export default async function ServiceAccountPage({ params, searchParams }: ServiceAccountPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.read');
  if (denied) return denied;
  const account = await readAccount(actor, params);
  const { id, name, description, permissions, enabled } = account;
  const [t, query, error, { keys }] = await Promise.all([
    getTranslations('serviceAccounts'),
    searchParams,
    formErrorTexts(),
    listAccountKeys(id, { limit: 100 }),
  ]);
  const mayWrite = isAllowed(actor, 'admin.api_keys.write');
  const mayChange = mayWrite && account.may_manage;
  const notice = notices.find((code) => code === query.notice);
  const page = `/admin/service-accounts/${id}`;
  const small = buttonVariants({ variant: 'secondary', size: 'small' });
  return (
    <>
      <PageHeader
        title={name}
        subtitle={description || t('one')}
        actions={
          mayChange ? (
            <PageLink href={`${page}/edit`} className={buttonVariants({ variant: 'secondary' })}>
              {t('edit')}
            </PageLink>
          ) : null
        }
      />
      <Notice className="mb-6">{notice ? t(`notices.${notice}`) : null}</Notice>
      {mayChange ? null : (
        <Alert tone="neutral" className="mb-6">
          {t(mayWrite ? 'mayNot' : 'readOnly')}
        </Alert>
      )}
      <div className="space-y-6">
        <Card aria-labelledby="permissions">
          <CardHeader>
            <div className="min-w-0">
              <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                <CardTitle id="permissions">{t('permissions')}</CardTitle>
                <Badge tone={enabled ? 'success' : 'warning'}>{t(enabled ? 'on' : 'off')}</Badge>
              </div>
              <CardDescription>{t('permissionsText')}</CardDescription>
            </div>
          </CardHeader>
          <CardContent>
            <ul className="flex flex-wrap gap-1.5">
              {permissions.map((permission) => (
                <li key={permission} className="max-w-full break-all rounded-md bg-sunken px-2 py-0.5 font-mono text-[0.8125rem] leading-5">
                  {permission}
                </li>
              ))}
            </ul>
          </CardContent>
        </Card>
        <ClientSecrets account={account} timezone={actor.user.timezone} mayWrite={mayChange} />
        <section aria-labelledby="keys">
          <div className="mt-10 mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <div className="min-w-0">
              <h2 id="keys" className="font-semibold text-base text-ink">
                {t('keys')}
              </h2>
              <p className="mt-1 text-muted text-sm leading-6">{t('keysText')}</p>
            </div>
            {mayChange ? (
              <PageLink href={`${page}/api-keys/new`} className={small}>
                {t('makeKey')}
              </PageLink>
            ) : null}
          </div>
          {keys.length > 0 ? (
            <KeyList
              keys={keys}
              timezone={actor.user.timezone}
              nameAs="h3"
              addressOf={mayChange ? (key) => `${page}/api-keys/${key.id}` : null}
            />
          ) : (
            <Card>
              <CardContent>
                <p className="py-4 text-center text-muted text-sm">{t('noKeys')}</p>
              </CardContent>
            </Card>
          )}
        </section>
        {mayChange ? (
          <Card aria-labelledby="end">
            <CardHeader>
              <div className="min-w-0">
                <CardTitle id="end">{t('end')}</CardTitle>
                <CardDescription>{t(enabled ? 'switchOffText' : 'switchOnText')}</CardDescription>
              </div>
            </CardHeader>
            <CardContent>
              <ActionForm
                action={switchAccount}
                fields={{ id, enabled: enabled ? '' : 'on' }}
                stepUp
                texts={{ submit: t(enabled ? 'switchOff' : 'switchOn'), pending: t('switching'), error }}
              >
                <PageLink href={`${page}/delete`} className={buttonVariants({ variant: 'danger-outline' })}>
                  {t('delete')}
                </PageLink>
              </ActionForm>
            </CardContent>
          </Card>
        ) : null}
      </div>
      <WayBack href="/admin/service-accounts" label={t('back')} />
    </>
  );
}
