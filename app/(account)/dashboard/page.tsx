import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { addPasskeyTexts } from '#app/actions/add-passkey-texts.ts';
import { isPasskeyOfferDismissed } from '#app/actions/passkey-offer-cookie.ts';
import { FactList } from '#components/account/fact-list.tsx';
import { deviceLabel, methodLabel, roleLabel } from '#components/account/labels.ts';
import { OfferedConnection } from '#components/account/offered-connection.tsx';
import { PasskeyOffer } from '#components/account/passkey-offer.tsx';
import { StatusCard } from '#components/account/status-card.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { currentOffer } from '#lib/auth/current-offer.ts';
import { requireUser } from '#lib/auth/require.ts';
import { listPasskeys } from '#lib/passkeys/manage-passkeys.ts';
import { listOwnSessions } from '#lib/sessions/list-sessions.ts';
import { acceptOffer } from '../security/connections/actions.ts';
import { dismissPasskeyOffer } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('dashboard');
  return { title: t('title') };
}

export default async function DashboardPage() {
  const actor = await requireUser();
  const [t, format, sessions, offer, passkeys, isDismissed, addTexts] = await Promise.all([
    getTranslations(),
    getFormatter(),
    listOwnSessions(actor),
    currentOffer(actor),
    listPasskeys(actor),
    isPasskeyOfferDismissed(actor.user.id),
    addPasskeyTexts(),
  ]);
  const { user } = actor;
  const session = sessions.find(({ current }) => current);
  const moment = (date: Date | string) =>
    format.dateTime(new Date(date), { dateStyle: 'medium', timeStyle: 'short', timeZone: user.timezone });
  const notSet = <span className="text-faint">{t('dashboard.notSet')}</span>;
  return (
    <>
      <PageHeader
        title={t('dashboard.greeting', { name: user.name ?? user.username ?? user.email ?? '' })}
        subtitle={t('dashboard.subtitle')}
      />
      {offer ? (
        <div className="mb-6">
          <OfferedConnection offer={offer} accept={acceptOffer} />
        </div>
      ) : null}
      {passkeys.length === 0 && actor.session.method === 'password' && !isDismissed ? (
        <PasskeyOffer
          dismiss={dismissPasskeyOffer}
          texts={{
            ...addTexts,
            title: t('passkeys.offerTitle'),
            text: t('passkeys.offerText'),
            later: t('passkeys.later'),
            never: t('passkeys.never'),
          }}
        />
      ) : null}
      <div className="mb-6 grid gap-4 sm:grid-cols-2">
        <StatusCard
          icon="mail"
          term={t('dashboard.emailStatus')}
          value={t(user.emailVerifiedAt ? 'dashboard.verified' : 'dashboard.unverified')}
          tone={user.emailVerifiedAt ? 'success' : 'warning'}
        />
        <StatusCard
          icon="clock"
          term={t('dashboard.lastSignIn')}
          value={user.lastSignInAt ? format.relativeTime(user.lastSignInAt) : t('common.never')}
          title={user.lastSignInAt ? moment(user.lastSignInAt) : undefined}
        />
        <StatusCard
          icon="shield"
          term={t('dashboard.secondStep')}
          value={t(user.secondFactorEnabled ? 'dashboard.secondStepOn' : 'dashboard.secondStepOff')}
          tone={user.secondFactorEnabled ? 'success' : 'neutral'}
        />
        <StatusCard icon="devices" term={t('dashboard.devices')} value={t('dashboard.devicesCount', { count: sessions.length })} />
      </div>
      <div className="space-y-6">
        <Card aria-labelledby="identity">
          <CardHeader>
            <CardTitle id="identity">{t('dashboard.identity')}</CardTitle>
            <PageLink href="/profile" className={buttonVariants({ variant: 'secondary', size: 'small' })}>
              {t('dashboard.edit')}
            </PageLink>
          </CardHeader>
          <CardContent>
            <FactList
              facts={[
                { term: t('dashboard.name'), value: user.name ?? notSet },
                { term: t('dashboard.email'), value: user.email },
                { term: t('dashboard.username'), value: user.username ?? notSet },
                {
                  term: t('dashboard.memberSince'),
                  value: format.dateTime(user.createdAt, { dateStyle: 'long', timeZone: user.timezone }),
                },
                {
                  term: t('dashboard.roles'),
                  value: (
                    <span className="flex flex-wrap gap-1.5">
                      {actor.roles.map((role) => (
                        <Badge key={role} tone="accent">
                          {roleLabel(t, role)}
                        </Badge>
                      ))}
                    </span>
                  ),
                },
              ]}
            />
          </CardContent>
        </Card>
        {session ? (
          <Card aria-labelledby="session">
            <CardHeader>
              <CardTitle id="session">{t('dashboard.thisSession')}</CardTitle>
              <PageLink href="/sessions" className={buttonVariants({ variant: 'secondary', size: 'small' })}>
                {t('dashboard.allSessions')}
              </PageLink>
            </CardHeader>
            <CardContent>
              <FactList
                facts={[
                  { term: t('dashboard.device'), value: deviceLabel(t, session.device) },
                  { term: t('dashboard.method'), value: methodLabel(t, session.method) },
                  { term: t('dashboard.started'), value: moment(session.created_at) },
                  { term: t('dashboard.expires'), value: moment(session.expires_at) },
                  { term: t('dashboard.ip'), value: session.ip ?? t('common.unknown') },
                ]}
              />
            </CardContent>
          </Card>
        ) : null}
      </div>
    </>
  );
}
