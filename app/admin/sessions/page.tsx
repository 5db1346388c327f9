import type { Metadata } from 'next';
import { getFormatter, getLocale, getTranslations } from 'next-intl/server';
import { deviceLabel, proofLabel } from '#components/account/labels.ts';
import { ListRow } from '#components/account/list-row.tsx';
import { SessionIcon } from '#components/account/session-icon.tsx';
import { SessionFilters } from '#components/admin/session-filters.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { findNamedUser, type NamedUser } from '#lib/accounts/find-named-user.ts';
import type { AnySessionShape } from '#lib/contracts/admin-sessions.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { listSignInProviders } from '#lib/linked-accounts/providers.ts';
import { countryName } from '#lib/places/country-name.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { listAllSessions } from '#lib/users/all-sessions.ts';
import { guardPage } from '../guard-page.tsx';
import { unknownUserText } from '../unknown-user-text.ts';
import { endSession } from './actions.ts';
import { readSessionsAddress, sessionsAddress } from './sessions-address.ts';

type SessionsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const ownMethods = ['password', 'passkey', 'email', 'sms', 'impersonation'] as const;
const nobody: NamedUser = { userId: null, pools: [] };
const none: Awaited<ReturnType<typeof listAllSessions>> = {
  sessions: [],
  pagination: { limit: 0, next_cursor: null, has_more: false },
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('allSessions');
  return { title: t('title') };
}

/** Everybody's sessions, newest first, with the way to end each. */
export default async function AllSessionsPage({ searchParams }: SessionsPageProps) {
  const { actor, denied } = await guardPage('admin.sessions.read');
  if (denied) return denied;
  const query = await searchParams;
  const { values, filter } = readSessionsAddress(query);
  // An address is looked up only for those who may search users: its answer says whether there is such an account.
  const maySearch = isAllowed(actor, 'admin.users.read');
  const { userId, pools } = values.user && maySearch ? await findNamedUser(values.user) : nobody;
  const isUnknown = values.user !== '' && userId === null;
  const read = (page: { limit: number; cursor: string | undefined }) =>
    isUnknown ? Promise.resolve(none) : listAllSessions(actor, { ...filter, ...page, ...(userId && { user_id: userId }) });
  const [t, format, locale, { sessions, pagination, cursor }] = await Promise.all([
    getTranslations(),
    getFormatter(),
    getLocale(),
    pageFromAddress(query, read),
  ]);
  const address = sessionsAddress(values);
  const isFiltered = address !== '/admin/sessions';
  const nameOf = ({ user }: AnySessionShape) => user.label ?? t('allSessions.erased');
  const moment = (date: string) =>
    format.dateTime(new Date(date), { dateStyle: 'medium', timeStyle: 'short', timeZone: actor.user.timezone });
  const theirs = userId ? sessions.find(({ user, may_revoke: may }) => user.id === userId && may) : undefined;
  const reset = (
    <PageLink href="/admin/sessions" className={buttonVariants({ variant: 'secondary' })}>
      {t('allSessions.reset')}
    </PageLink>
  );
  return (
    <>
      <PageHeader title={t('allSessions.title')} subtitle={t('allSessions.subtitle')} />
      {query.notice === 'revoked' || query.notice === 'refused' ? (
        <Alert tone={query.notice === 'revoked' ? 'success' : 'danger'} role="status" className="mb-6">
          {t(`allSessions.${query.notice}`)}
        </Alert>
      ) : null}
      <SessionFilters
        values={values}
        methods={[...ownMethods, ...listSignInProviders().map(({ id }) => `oauth:${id}`)]}
        userError={isUnknown ? await unknownUserText(values.user, pools, 'allSessions.unknownUser') : undefined}
      >
        {isFiltered ? reset : null}
        {theirs ? (
          <PageLink
            href={`/admin/users/${theirs.user.id}/do/sign-out`}
            prefetch={false}
            className={buttonVariants({
              variant: 'danger-outline',
              className: 'h-auto! min-h-10 max-w-full whitespace-normal! py-2 text-center wrap-anywhere',
            })}
          >
            {t('allSessions.all', { name: nameOf(theirs) })}
          </PageLink>
        ) : null}
      </SessionFilters>
      {sessions.length > 0 ? (
        <Card>
          <CardContent>
            <ul className="divide-y divide-line">
              {sessions.map((session) => {
                const device = session.kind === 'api' && !session.device.browser ? t('sessions.api') : deviceLabel(t, session.device);
                return (
                  <ListRow
                    key={session.id}
                    icon={<SessionIcon {...session} />}
                    title={
                      <>
                        <PageLink
                          href={`/admin/users/${session.user.id}/sessions`}
                          prefetch={false}
                          className="break-all underline-offset-4 hover:underline"
                        >
                          {nameOf(session)}
                        </PageLink>
                        {session.impersonation ? <Badge tone="warning">{t('methods.impersonation')}</Badge> : null}
                        {session.current ? <Badge tone="accent">{t('sessions.current')}</Badge> : null}
                      </>
                    }
                    facts={[
                      device,
                      t('sessions.lastSeen', { when: format.relativeTime(new Date(session.last_seen_at)) }),
                      t('sessions.signedIn', { when: moment(session.created_at) }),
                      session.impersonation ? t('sessions.reason', session.impersonation) : proofLabel(t, session),
                      session.country && countryName(session.country, locale),
                      session.ip,
                    ]}
                    end={
                      session.may_revoke ? (
                        <form action={endSession} className="group max-sm:w-full">
                          <input type="hidden" name="session" value={session.id} />
                          <input type="hidden" name="address" value={address.split('?')[1] ?? ''} />
                          <input type="hidden" name="cursor" value={cursor ?? ''} />
                          <SubmitButton variant="secondary" size="small" className="max-sm:w-full" pendingLabel={t('allSessions.revoking')}>
                            {t('allSessions.revoke')}
                            <span className="sr-only">
                              {' '}
                              {t('allSessions.one', { device, name: nameOf(session) })}, {moment(session.created_at)}
                            </span>
                          </SubmitButton>
                        </form>
                      ) : null
                    }
                  />
                );
              })}
            </ul>
          </CardContent>
        </Card>
      ) : (
        <EmptyList
          title={t(pagination.next_cursor ? 'allSessions.noneHere' : 'allSessions.empty')}
          text={t(pagination.next_cursor ? 'allSessions.noneHereText' : 'allSessions.emptyText')}
        />
      )}
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={(to) => sessionsAddress(values, { cursor: to })} />
    </>
  );
}
