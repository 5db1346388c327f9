'use client';

import { buttonVariants } from '#components/ui/button-variants.ts';
import { crashTexts } from '#lib/i18n/crash-texts.ts';
import { MessagePage } from './message-page.tsx';

/** A page that broke: says so, offers a second try and the reference under which the log knows it. */
export function CrashPage({ error }: { error: Error & { digest?: string } }) {
  const german = typeof document !== 'undefined' && document.documentElement.lang === 'de';
  const texts = german ? crashTexts.de : crashTexts.en;
  return (
    <div role="alert" className="flex min-h-[70dvh] items-center justify-center">
      <MessagePage title={texts.title} text={texts.text}>
        {error.digest ? (
          <p className="mt-6 rounded-control bg-sunken px-4 py-2.5 text-muted text-sm">
            {texts.reference}: <code className="break-all font-mono text-ink">{error.digest}</code>
          </p>
        ) : null}
        <button type="button" onClick={() => location.reload()} className={`${buttonVariants()} mt-8`}>
          {texts.retry}
        </button>
      </MessagePage>
    </div>
  );
}
