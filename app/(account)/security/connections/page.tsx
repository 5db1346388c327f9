import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { BackToSecurity } from '#components/account/back-to-security.tsx';
import { ConnectProviders } from '#components/account/connect-providers.tsx';
import { ConnectionList } from '#components/account/connection-list.tsx';
import { OfferedConnection } from '#components/account/offered-connection.tsx';
import { SecurityCard } from '#components/account/security-card.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { currentOffer } from '#lib/auth/current-offer.ts';
import { requireUser } from '#lib/auth/require.ts';
import { listConnections } from '#lib/linked-accounts/connections.ts';
import { listSignInProviders } from '#lib/linked-accounts/providers.ts';
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
  const providers = listSignInProviders();
  const others = providers.filter(({ id, label }) => !held.has(id) && label !== offer?.label);
  const isEmpty = connections.length === 0 && others.length === 0;
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <div className="space-y-6">
        <Notice tone="danger">{error ? t(`errors.${error}`) : null}</Notice>
        <Notice>{notice && !error ? t(`notices.${notice}`) : null}</Notice>
        {offer ? <OfferedConnection offer={offer} accept={acceptOffer} /> : null}
        <SecurityCard
          id="connected"
          title={t('connected')}
          text={t(connections.length > 0 ? 'connectedText' : providers.length > 0 ? 'none' : 'noProviders')}
        >
          {isEmpty ? null : (
            <>
              {connections.length > 0 ? (
                <ConnectionList connections={connections} timezone={actor.user.timezone} disconnect={disconnectProvider} />
              ) : null}
              {others.length > 0 ? <ConnectProviders providers={others} connect={connectProvider} apart={connections.length > 0} /> : null}
            </>
          )}
        </SecurityCard>
      </div>
      <BackToSecurity />
    </>
  );
}
