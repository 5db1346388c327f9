import { Fingerprint, KeyRound, ShieldCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { ListRow } from '#components/account/list-row.tsx';
import { SecurityCard } from '#components/account/security-card.tsx';
import { ProviderIcon } from '#components/sign-in/provider-icon.tsx';
import { listFactors } from '#lib/factors/manage-factors.ts';
import { listConnections } from '#lib/linked-accounts/connections.ts';
import { listPasskeys } from '#lib/passkeys/manage-passkeys.ts';
import { hasPassword } from '#lib/users/has-password.ts';
import { guardPage } from '../../../guard-page.tsx';
import { readUser } from '../../read-user.ts';
import { UserFrame } from '../../user-frame.tsx';

type CredentialsPageProps = { params: Promise<{ user_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('tabs.credentials') };
}

/** What somebody signs in with. To be looked at only: credentials belong to their owner. */
export default async function CredentialsPage({ params }: CredentialsPageProps) {
  const { actor, denied } = await guardPage('admin.users.read');
  if (denied) return denied;
  const managed = await readUser(params);
  const [t, format, password, passkeys, { factors, backup_codes_left: left }, connections] = await Promise.all([
    getTranslations('users'),
    getFormatter(),
    hasPassword(managed.user.id),
    listPasskeys(managed),
    listFactors(managed),
    listConnections(managed),
  ]);
  const day = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeZone: actor.user.timezone });
  const since = (date: string) => t('credentials.since', { when: day(date) });
  const used = (date: string | null) => (date ? t('credentials.used', { when: day(date) }) : t('credentials.neverUsed'));
  const icon = 'size-[1.125rem]';
  return (
    <UserFrame actor={actor} managed={managed} current="credentials">
      <div className="space-y-6">
        <SecurityCard
          id="password"
          title={t('credentials.password')}
          text={t(password ? 'credentials.passwordSet' : 'credentials.passwordNone')}
          badge={{ text: t(password ? 'credentials.set' : 'credentials.notSet'), tone: password ? 'success' : 'neutral' }}
        />
        <SecurityCard id="passkeys" title={t('credentials.passkeys')} text={t('credentials.passkeysText', { count: passkeys.length })}>
          {passkeys.length > 0 ? (
            <ul className="divide-y divide-line">
              {passkeys.map((passkey) => (
                <ListRow
                  key={passkey.id}
                  icon={<Fingerprint className={icon} />}
                  title={<span className="break-words">{passkey.name}</span>}
                  facts={[since(passkey.created_at), used(passkey.last_used_at)]}
                  end={null}
                />
              ))}
            </ul>
          ) : null}
        </SecurityCard>
        <SecurityCard id="factors" title={t('credentials.factors')} text={t('credentials.factorsText', { count: factors.length, left })}>
          {factors.length > 0 ? (
            <ul className="divide-y divide-line">
              {factors.map((factor) => (
                <ListRow
                  key={factor.method}
                  icon={factor.method === 'totp' ? <KeyRound className={icon} /> : <ShieldCheck className={icon} />}
                  title={t(`credentials.methods.${factor.method}`)}
                  facts={[since(factor.created_at), used(factor.last_used_at)]}
                  end={null}
                />
              ))}
            </ul>
          ) : null}
        </SecurityCard>
        <SecurityCard
          id="connections"
          title={t('credentials.connections')}
          text={t('credentials.connectionsText', { count: connections.length })}
        >
          {connections.length > 0 ? (
            <ul className="divide-y divide-line">
              {connections.map((connection) => (
                <ListRow
                  key={connection.id}
                  icon={<ProviderIcon id={connection.provider ?? ''} />}
                  title={
                    <>
                      <span className="break-words">{connection.label}</span>
                      {connection.email ? <span className="break-all font-normal text-muted">{connection.email}</span> : null}
                    </>
                  }
                  facts={[since(connection.connected_at), used(connection.last_used_at)]}
                  end={null}
                />
              ))}
            </ul>
          ) : null}
        </SecurityCard>
      </div>
    </UserFrame>
  );
}
