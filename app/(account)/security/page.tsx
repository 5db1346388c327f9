import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { addPasskeyTexts } from '#app/actions/add-passkey-texts.ts';
import { formErrorTexts, passwordTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { AddPasskey } from '#components/account/add-passkey.tsx';
import { ChangePasswordForm } from '#components/account/change-password-form.tsx';
import { PasskeyList } from '#components/account/passkey-list.tsx';
import { RecoveryAlert } from '#components/account/recovery-alert.tsx';
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
import { listPasskeys } from '#lib/passkeys/manage-passkeys.ts';
import { describeOwnPassword } from '#lib/passwords/describe-password.ts';
import { describeOwnRecovery } from '#lib/recovery/recovery-request.ts';
import { allowedMethods } from '#lib/settings/allowed-methods.ts';
import { cancelRecovery, changePassword, distrustBrowser, mailPasswordLink } from './actions.ts';
import { removePasskey, renamePasskey } from './passkeys/actions.ts';

type SecurityPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('title') };
}

const notices = [
  'removed',
  'untrusted',
  'factor_on',
  'phone_confirmed',
  'phone_removed',
  'recovery_cancelled',
  'passkey_added',
  'passkey_renamed',
  'passkey_removed',
  'passkey_last',
  'passkey_required',
  'passkey_asked',
  'passkey_not_asked',
] as const;

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
    { pending: recovery },
    noticeTexts,
    passkeys,
    passkeyTexts,
    addTexts,
  ] = await Promise.all([
    searchParams,
    getTranslations('security'),
    getFormatter(),
    formErrorTexts(),
    passwordTexts('current'),
    passwordTexts('replacement', { pool: user.pool, hasSecondFactor: user.secondFactorEnabled }),
    describeOwnPassword(actor),
    listFactors(actor),
    listTrustedDevices(actor),
    listConnections(actor),
    getTranslations('connections'),
    describeOwnRecovery(actor),
    getTranslations('notices'),
    listPasskeys(actor),
    getTranslations('passkeys'),
    addPasskeyTexts(),
  ]);
  const activity = await getTranslations('activity');
  const factor = (name: (typeof factors)[number]['method']) => factors.find(({ method }) => method === name);
  const app = factor('totp');
  const day = (date: Date | string) => format.dateTime(new Date(date), { dateStyle: 'long', timeZone: user.timezone });
  const asksForPasskey = factor('passkey') !== undefined;
  const notice = notices.find((code) => code === query.notice);
  const passwordText = password.changedAt ? t('passwordChanged', { when: day(password.changedAt) }) : t('passwordSet');
  const since = ({ created_at: made, last_used_at: used }: (typeof factors)[number]) =>
    `${t('appSince', { when: day(made) })} ${used ? t('appUsed', { when: day(used) }) : t('appNeverUsed')}`;
  const { phone, phoneVerifiedAt } = user;
  const allowed = await allowedMethods(user.pool);
  const sentFactors = [
    { name: 'sms', id: 'texts', page: '/security/text-messages', text: t(phoneVerifiedAt ? 'textsText' : 'textsNeedPhone') },
    { name: 'email', id: 'mails', page: '/security/email-codes', text: t('mailsText') },
  ] as const;
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <div className="space-y-6">
        {notice ? (
          <Alert tone={notice === 'passkey_last' || notice === 'passkey_required' ? 'warning' : 'success'} role="status">
            {notice === 'recovery_cancelled' ? noticeTexts('recovery_cancelled') : t(`notices.${notice}`)}
          </Alert>
        ) : null}
        {recovery ? <RecoveryAlert recovery={recovery} timezone={user.timezone} cancel={cancelRecovery} error={error} /> : null}
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
        <SecurityCard id="passkeys" title={passkeyTexts('title')} text={passkeyTexts(passkeys.length > 0 ? 'some' : 'text')}>
          <div className="space-y-5">
            {passkeys.length > 0 ? (
              <PasskeyList passkeys={passkeys} timezone={user.timezone} rename={renamePasskey} remove={removePasskey} />
            ) : null}
            <div className="flex flex-wrap items-center gap-3">
              <AddPasskey texts={addTexts} next="/security?notice=passkey_added" />
              {passkeys.length > 0 ? (
                <PageLink href="/security/passkeys" className={buttonVariants({ variant: 'ghost' })}>
                  {passkeyTexts(asksForPasskey ? 'askNo' : 'ask')}
                </PageLink>
              ) : null}
            </div>
          </div>
        </SecurityCard>
        <SecurityCard
          id="app"
          title={t('app')}
          text={app ? since(app) : t('appText')}
          badge={app ? { text: t('on'), tone: 'success' } : { text: t('off'), tone: 'neutral' }}
          actions={
            <PageLink href={app ? '/security/authenticator/remove' : '/security/authenticator'} className={small}>
              {t(app ? 'remove' : 'setUp')}
              <span className="sr-only"> {t('app')}</span>
            </PageLink>
          }
        />
        {sentFactors.map(({ name, id, page, text }) => {
          const on = factor(name);
          return (
            <SecurityCard
              key={name}
              id={id}
              title={t(id)}
              text={on ? since(on) : text}
              badge={on ? { text: t('on'), tone: 'success' } : { text: t('off'), tone: 'neutral' }}
              actions={
                on || (allowed[`${name}_factor`] && (name === 'email' || phoneVerifiedAt)) ? (
                  <PageLink href={on ? `${page}/remove` : page} className={small}>
                    {t(on ? 'switchOff' : 'setUp')}
                    <span className="sr-only"> {t(id)}</span>
                  </PageLink>
                ) : null
              }
            />
          );
        })}
        <SecurityCard
          id="codes"
          title={t('codes')}
          text={t(factors.length > 0 ? 'codesText' : 'codesNeedFactor')}
          badge={
            factors.length > 0 ? { text: t('codesLeft', { count: codesLeft }), tone: codesLeft < 3 ? 'warning' : 'neutral' } : undefined
          }
          actions={
            factors.length > 0 ? (
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
        <SecurityCard
          id="phone"
          title={t('phone')}
          text={
            phone === null
              ? t('phoneNone')
              : phoneVerifiedAt
                ? t('phoneSet', { phone, when: day(phoneVerifiedAt) })
                : t('phoneUnconfirmed', { phone })
          }
          actions={
            <PageLink href="/security/phone" className={small}>
              {t(phone === null ? 'phoneAdd' : phoneVerifiedAt ? 'phoneChange' : 'phoneConfirm')}
              <span className="sr-only"> {t('phone')}</span>
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
