import { getFormatter, getTranslations } from 'next-intl/server';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { ProviderIcon } from '#components/sign-in/provider-icon.tsx';
import type { ConnectionShape } from '#lib/contracts/connections.ts';

type ConnectionListProps = { connections: ConnectionShape[]; timezone: string; disconnect: (form: FormData) => Promise<void> };

/** The providers that open this account, each with the way to end that. */
export async function ConnectionList({ connections, timezone, disconnect }: ConnectionListProps) {
  const [t, format] = await Promise.all([getTranslations('connections'), getFormatter()]);
  return (
    <ul className="divide-y divide-line">
      {connections.map(({ id, provider, label, email, connected_at: since, last_used_at: used }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4 first:pt-0 last:pb-0 sm:flex-nowrap">
          <span aria-hidden className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-sunken text-muted">
            <ProviderIcon id={provider ?? ''} />
          </span>
          <div className="min-w-0 flex-1">
            <p className="break-words font-medium text-sm">
              {label}
              {email ? <span className="block break-all font-normal text-muted sm:ml-2 sm:inline">{email}</span> : null}
            </p>
            <p className="mt-0.5 text-[0.8125rem] text-muted leading-5">
              <span className="inline-block">
                {t('since', { when: format.dateTime(new Date(since), { dateStyle: 'medium', timeZone: timezone }) })}
                <span className="px-1.5 text-faint">·</span>
              </span>
              <span className="inline-block">{used ? t('used', { when: format.relativeTime(new Date(used)) }) : t('neverUsed')}</span>
            </p>
          </div>
          <form action={disconnect} data-step-up className="group max-sm:w-full">
            <input type="hidden" name="connection_id" value={id} />
            <SubmitButton variant="secondary" size="small" className="max-sm:w-full" pendingLabel={t('disconnecting')}>
              {t('disconnect')}
              <span className="sr-only"> {label}</span>
            </SubmitButton>
          </form>
        </li>
      ))}
    </ul>
  );
}
