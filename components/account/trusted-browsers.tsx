import { Laptop, Smartphone, Tablet } from 'lucide-react';
import { getFormatter, getTranslations } from 'next-intl/server';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { type Device, deviceLabel } from './labels.ts';
import { ListRow } from './list-row.tsx';

type TrustedBrowser = { id: string; device: Device; ip: string | null; last_used_at: string; expires_at: string };

type TrustedBrowsersProps = { browsers: TrustedBrowser[]; timezone: string; distrust: (form: FormData) => Promise<void> };

const icons = { mobile: Smartphone, tablet: Tablet } as Record<string, typeof Laptop>;

/** The browsers that skip the second step, each with the way to end that. */
export async function TrustedBrowsers({ browsers, timezone, distrust }: TrustedBrowsersProps) {
  const [t, format] = await Promise.all([getTranslations(), getFormatter()]);
  return (
    <ul className="divide-y divide-line">
      {browsers.map(({ id, device, ip, last_used_at: used, expires_at: until }) => {
        const Icon = icons[device.type ?? ''] ?? Laptop;
        const name = deviceLabel(t, device);
        const facts = [
          t('security.lastUsed', { when: format.relativeTime(new Date(used)) }),
          t('security.trustedUntil', { when: format.dateTime(new Date(until), { dateStyle: 'medium', timeZone: timezone }) }),
          ip,
        ];
        return (
          <ListRow
            key={id}
            icon={<Icon className="size-[1.125rem]" />}
            title={name}
            facts={facts}
            end={
              <form action={distrust} className="group max-sm:w-full">
                <input type="hidden" name="device_id" value={id} />
                <SubmitButton variant="secondary" size="small" className="max-sm:w-full" pendingLabel={t('security.removing')}>
                  {t('security.noLonger')}
                  <span className="sr-only"> {name}</span>
                </SubmitButton>
              </form>
            }
          />
        );
      })}
    </ul>
  );
}
