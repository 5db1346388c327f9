import type { Metadata } from 'next';
import { getFormatter, getLocale, getTranslations } from 'next-intl/server';
import { deviceLabel, proofLabel } from '#components/account/labels.ts';
import { ListRow } from '#components/account/list-row.tsx';
import { SessionIcon } from '#components/account/session-icon.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { countryName } from '#lib/places/country-name.ts';
import { mayManage } from '#lib/users/user-acts.ts';
import { listUserSessions } from '#lib/users/user-sessions.ts';
import { guardPage } from '../../../guard-page.tsx';
import { revokeSession } from '../../actions.ts';
import { readUser } from '../../read-user.ts';
import { UserFrame } from '../../user-frame.tsx';

type SessionsPageProps = {
  params: Promise<{ user_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('tabs.sessions') };
}

/** Where somebody is signed in, each with the way to end it. */
export default async function UserSessionsPage({ params, searchParams }: SessionsPageProps) {
  const { actor, denied } = await guardPage('admin.sessions.read');
  if (denied) return denied;
  const managed = await readUser(params);
  const { id } = managed.user;
  const [query, t, format, locale, sessions] = await Promise.all([
    searchParams,
    getTranslations(),
    getFormatter(),
    getLocale(),
    listUserSessions(actor, id),
  ]);
  const mayRevoke = mayManage(actor, 'admin.sessions.revoke', managed);
  const notice =
    query.notice === 'revoked'
      ? { text: t('users.sessionRevoked'), tone: 'success' as const }
      : query.notice === 'refused'
        ? { text: t('users.sessionRefused'), tone: 'danger' as const }
        : null;
  return (
    <UserFrame actor={actor} managed={managed} current="sessions" notice={notice}>
      {sessions.length > 0 ? (
        <Card>
          <CardContent>
            <ul className="divide-y divide-line">
              {sessions.map((session) => {
                const name = session.kind === 'api' && !session.device.browser ? t('sessions.api') : deviceLabel(t, session.device);
                const started = format.dateTime(new Date(session.created_at), {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                  timeZone: actor.user.timezone,
                });
                return (
                  <ListRow
                    key={session.id}
                    icon={<SessionIcon {...session} />}
                    title={
                      <>
                        {name}
                        {session.current ? <Badge tone="accent">{t('sessions.current')}</Badge> : null}
                      </>
                    }
                    facts={[
                      t('sessions.lastSeen', { when: format.relativeTime(new Date(session.last_seen_at)) }),
                      t('sessions.signedIn', { when: started }),
                      proofLabel(t, session),
                      session.country && countryName(session.country, locale),
                      session.ip,
                    ]}
                    end={
                      mayRevoke ? (
                        <form action={revokeSession} className="group max-sm:w-full">
                          <input type="hidden" name="id" value={id} />
                          <input type="hidden" name="session" value={session.id} />
                          <SubmitButton variant="secondary" size="small" className="max-sm:w-full" pendingLabel={t('users.working')}>
                            {t('users.revokeSession')}
                            <span className="sr-only">
                              {' '}
                              {name}, {started}
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
        <EmptyList title={t('users.noSessions')} text={t('users.noSessionsText')} />
      )}
    </UserFrame>
  );
}
