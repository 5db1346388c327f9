import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { formErrorTexts, passwordTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { ChangePasswordForm } from '#components/account/change-password-form.tsx';
import { SecurityCard } from '#components/account/security-card.tsx';
import { TrustedBrowsers } from '#components/account/trusted-browsers.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { requireUser } from '#lib/auth/require.ts';
import { listFactors } from '#lib/factors/manage-factors.ts';
import { listTrustedDevices } from '#lib/factors/trusted-devices.ts';
import { listConnections } from '#lib/linked-accounts/connections.ts';
import { describeOwnPassword } from '#lib/passwords/describe-password.ts';
import { changePassword, distrustBrowser, mailPasswordLink } from './actions.ts';

type SecurityPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('title') };
}

const small = buttonVariants({ variant: 'secondary', size: 'small' });

export default async function SecurityPage({ searchParams }: SecurityPageProps) {
  const actor = await requireUser();
  const { user } = actor;
  const [
    query,
    t,
    format,
    error,
    current,
    replacement,
    password,
    { factors, backup_codes_left: codesLeft },
    browsers,
    connections,
    connectionTexts,
  ] = await Promise.all([
    searchParams,
    getTranslations('security'),
    getFormatter(),
    formErrorTexts(),
    passwordTexts('current'),
    passwordTexts('replacement', user.secondFactorEnabled),
    describeOwnPassword(actor),
    listFactors(actor),
    listTrustedDevices(actor),
    listConnections(actor),
    getTranslations('connections'),
  ]);
  const activity = await getTranslations('activity');
  const app = factors.find(({ method }) => method === 'totp');
  const day = (date: Date | string) => format.dateTime(new Date(date), { dateStyle: 'long', timeZone: user.timezone });
  const notice = (['removed', 'untrusted'] as const).find((code) => code === query.notice);
  const passwordText = password.changedAt ? t('passwordChanged', { when: day(password.changedAt) }) : t('passwordSet');
  const appText = app
    ? `${t('appSince', { when: day(app.created_at) })} ${app.last_used_at ? t('appUsed', { when: day(app.last_used_at) }) : t('appNeverUsed')}`
    : t('appText');
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <div className="space-y-6">
        {notice ? (
          <Alert tone="success" role="status">
            {t(`notices.${notice}`)}
          </Alert>
        ) : null}
        <SecurityCard id="password" title={t('password')} text={password.isSet ? passwordText : t('passwordNone')}>
          {password.isSet ? (
            <ChangePasswordForm
              action={changePassword}
              email={user.email ?? ''}
              texts={{
                current: { ...current, label: t('currentPassword') },
                replacement: { ...replacement, label: t('newPassword') },
                revokeOthers: t('revokeOthers'),
                submit: t('changePassword'),
                pending: t('changing'),
                done: t('passwordDone'),
                error,
              }}
            />
          ) : (
            <ActionForm
              action={mailPasswordLink}
              texts={{ submit: t('passwordMail'), pending: t('passwordMailPending'), sent: t('passwordMailSent'), error }}
            />
          )}
        </SecurityCard>
        <SecurityCard
          id="app"
          title={t('app')}
          text={appText}
          badge={app ? { text: t('on'), tone: 'success' } : { text: t('off'), tone: 'neutral' }}
          actions={
            <PageLink href={app ? '/security/authenticator/remove' : '/security/authenticator'} className={small}>
              {t(app ? 'remove' : 'setUp')}
            </PageLink>
          }
        />
        <SecurityCard
          id="codes"
          title={t('codes')}
          text={t(app ? 'codesText' : 'codesNeedApp')}
          badge={app ? { text: t('codesLeft', { count: codesLeft }), tone: codesLeft < 3 ? 'warning' : 'neutral' } : undefined}
          actions={
            app ? (
              <PageLink href="/security/backup-codes" className={small}>
                {t('newCodes')}
              </PageLink>
            ) : null
          }
        />
        <SecurityCard
          id="connections"
          title={connectionTexts('card')}
          text={connectionTexts('cardText', { count: connections.length })}
          actions={
            <PageLink href="/security/connections" className={small}>
              {connectionTexts('manage')}
              <span className="sr-only"> {connectionTexts('card')}</span>
            </PageLink>
          }
        />
        <SecurityCard id="browsers" title={t('browsers')} text={t(browsers.length > 0 ? 'browsersText' : 'noBrowsers')}>
          {browsers.length > 0 ? <TrustedBrowsers browsers={browsers} timezone={user.timezone} distrust={distrustBrowser} /> : null}
        </SecurityCard>
        <SecurityCard
          id="activity"
          title={activity('title')}
          text={activity('cardText')}
          actions={
            <PageLink href="/security/activity" className={small}>
              {activity('open')}
            </PageLink>
          }
        />
      </div>
    </>
  );
}
