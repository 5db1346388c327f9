import { getFormatter, getTranslations } from 'next-intl/server';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { ProviderIcon } from '#components/sign-in/provider-icon.tsx';
import type { ConnectionShape } from '#lib/contracts/connections.ts';
import { ListRow } from './list-row.tsx';

type ConnectionListProps = { connections: ConnectionShape[]; timezone: string; disconnect: (form: FormData) => Promise<void> };

/** The providers that open this account, each with the way to end that. */
export async function ConnectionList({ connections, timezone, disconnect }: ConnectionListProps) {
  const [t, format] = await Promise.all([getTranslations('connections'), getFormatter()]);
  return (
    <ul className="divide-y divide-line">
      {connections.map(({ id, provider, label, email, connected_at: since, last_used_at: used }) => (
        <ListRow
          key={id}
          icon={<ProviderIcon id={provider ?? ''} />}
          title={
            <>
              <span className="break-words">{label}</span>
              {email ? <span className="break-all font-normal text-muted">{email}</span> : null}
            </>
          }
          facts={[
            t('since', { when: format.dateTime(new Date(since), { dateStyle: 'medium', timeZone: timezone }) }),
            used ? t('used', { when: format.relativeTime(new Date(used)) }) : t('neverUsed'),
          ]}
          end={
            <form action={disconnect} data-step-up className="group max-sm:w-full">
              <input type="hidden" name="connection_id" value={id} />
              <SubmitButton variant="secondary" size="small" className="max-sm:w-full" pendingLabel={t('disconnecting')}>
                {t('disconnect')}
                <span className="sr-only"> {label}</span>
              </SubmitButton>
            </form>
          }
        />
      ))}
    </ul>
  );
}
