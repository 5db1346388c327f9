import { Fingerprint } from 'lucide-react';
import { getFormatter, getTranslations } from 'next-intl/server';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { inputClasses } from '#components/ui/input-classes.ts';
import type { DataOf } from '#lib/contracts/endpoint.ts';
import type { listPasskeys } from '#lib/contracts/passkeys.ts';
import { ListRow } from './list-row.tsx';

type PasskeyListProps = {
  passkeys: DataOf<typeof listPasskeys>;
  timezone: string;
  rename: (form: FormData) => Promise<void>;
  remove: (form: FormData) => Promise<void>;
};

/** The passkeys of an account, each with another name and an end. The field for the name opens without a script too. */
export async function PasskeyList({ passkeys, timezone, rename, remove }: PasskeyListProps) {
  const [t, format] = await Promise.all([getTranslations('passkeys'), getFormatter()]);
  return (
    <ul className="divide-y divide-line">
      {passkeys.map(({ id, name, provider, device_type: deviceType, backed_up: backedUp, created_at: made, last_used_at: used }) => {
        const facts = [
          provider === name ? null : provider,
          t('added', { when: format.dateTime(new Date(made), { dateStyle: 'medium', timeZone: timezone }) }),
          used ? t('used', { when: format.relativeTime(new Date(used)) }) : t('neverUsed'),
        ];
        return (
          <ListRow
            key={id}
            icon={<Fingerprint className="size-[1.125rem]" />}
            title={
              <>
                <span className="break-words">{name}</span>
                <Badge>{t(deviceType === 'single_device' ? 'deviceBound' : backedUp ? 'synced' : 'notBackedUp')}</Badge>
              </>
            }
            facts={facts}
            end={
              <form action={remove} data-step-up className="group max-sm:w-full">
                <input type="hidden" name="passkey_id" value={id} />
                <SubmitButton variant="secondary" size="small" className="max-sm:w-full" pendingLabel={t('removing')}>
                  {t('remove')}
                  <span className="sr-only"> {name}</span>
                </SubmitButton>
              </form>
            }
          >
            <details className="mt-1.5">
              <summary className={`${buttonVariants({ variant: 'link', size: 'text' })} list-none text-[0.8125rem]`}>
                {t('rename')}
                <span className="sr-only"> {name}</span>
              </summary>
              <form action={rename} data-step-up className="group mt-2 flex flex-wrap gap-2">
                <input type="hidden" name="passkey_id" value={id} />
                <label htmlFor={`name-${id}`} className="sr-only">
                  {t('newName')}
                </label>
                <input
                  id={`name-${id}`}
                  name="name"
                  required
                  maxLength={64}
                  defaultValue={name}
                  autoComplete="off"
                  className={`${inputClasses} max-w-60`}
                />
                <SubmitButton variant="secondary" pendingLabel={t('saving')}>
                  {t('save')}
                </SubmitButton>
              </form>
            </details>
          </ListRow>
        );
      })}
    </ul>
  );
}
