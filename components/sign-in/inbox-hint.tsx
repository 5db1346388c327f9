import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { env } from '#lib/env.ts';

/** Where the mail or text message went when no provider is set; told only on the machine itself. */
export async function InboxHint({ channel = 'email' }: { channel?: 'email' | 'sms' }) {
  const [t, headerList] = await Promise.all([getTranslations('verify'), headers()]);
  const { MAIL, SMS } = env();
  if ((channel === 'email' ? MAIL : SMS) || headerList.get('x-gatehouse-local') !== '1') return null;
  return (
    <p className="mt-8 rounded-control bg-sunken px-4 py-3 text-center text-muted text-sm leading-6">
      {t.rich(channel === 'email' ? 'inbox' : 'textInbox', {
        link: (text) => (
          <a href="/dev/inbox" target="_blank" rel="noopener" className={buttonVariants({ variant: 'link', size: 'text' })}>
            {text}
          </a>
        ),
      })}
    </p>
  );
}
