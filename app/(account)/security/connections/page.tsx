import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { BackToSecurity } from '#components/account/back-to-security.tsx';
import { ConnectProviders } from '#components/account/connect-providers.tsx';
import { ConnectionList } from '#components/account/connection-list.tsx';
import { OfferedConnection } from '#components/account/offered-connection.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { currentOffer } from '#lib/auth/current-offer.ts';
import { listSignInProviders } from '#lib/auth/providers.ts';
import { requireUser } from '#lib/auth/require.ts';
import { listConnections } from '#lib/linked-accounts/connections.ts';
import { acceptOffer, connectProvider, disconnectProvider } from './actions.ts';

type ConnectionsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('connections');
  return { title: t('title') };
}

const notices = ['connected', 'already_connected', 'disconnected'] as const;
const errors = [
  'access_denied',
  'provider_failed',
  'identity_taken',
  'email_unverified',
  'session_changed',
  'expired',
  'unavailable',
  'last_way_in',
  'failed',
] as const;

/** The providers somebody can sign in with. Only codes of closed lists speak: a link must not put words in our mouth. */
export default async function ConnectionsPage({ searchParams }: ConnectionsPageProps) {
  const actor = await requireUser();
  const [query, t, connections, offer] = await Promise.all([
    searchParams,
    getTranslations('connections'),
    listConnections(actor),
    currentOffer(actor),
  ]);
  const notice = notices.find((code) => code === query.notice);
  const error = errors.find((code) => code === query.error);
  const held = new Set(connections.map(({ provider }) => provider));
  const others = listSignInProviders().filter(({ id }) => !held.has(id));
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <div className="space-y-6">
        {error ? (
          <Alert tone="danger" role="alert">
            {t(`errors.${error}`)}
          </Alert>
        ) : null}
        {notice && !error ? (
          <Alert tone="success" role="status">
            {t(`notices.${notice}`)}
          </Alert>
        ) : null}
        {offer ? <OfferedConnection offer={offer} accept={acceptOffer} /> : null}
        <Card aria-labelledby="connected">
          <CardHeader>
            <div className="min-w-0">
              <CardTitle id="connected">{t('connected')}</CardTitle>
              {connections.length === 0 ? (
                <CardDescription>{t(others.length > 0 ? 'none' : 'noProviders')}</CardDescription>
              ) : (
                <CardDescription>{t('connectedText')}</CardDescription>
              )}
            </div>
          </CardHeader>
          <CardContent>
            {connections.length > 0 ? (
              <ConnectionList connections={connections} timezone={actor.user.timezone} disconnect={disconnectProvider} />
            ) : null}
            {others.length > 0 ? <ConnectProviders providers={others} connect={connectProvider} apart={connections.length > 0} /> : null}
          </CardContent>
        </Card>
      </div>
      <BackToSecurity />
    </>
  );
}
