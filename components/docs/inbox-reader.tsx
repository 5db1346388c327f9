import { Copy, ExternalLink } from 'lucide-react';
import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { env } from '#lib/env.ts';
import { findHandles } from './inbox-mail.ts';

export type ReadableMail = { kind: 'mail' | 'text'; to: string; subject: string; created_at: string; text: string; html: string };

/** One captured mail or text message: its code and link at hand, then as it was sent. The frame runs nothing. */
export async function InboxReader({ mail }: { mail: ReadableMail }) {
  const [t, common, headerList] = await Promise.all([getTranslations('inbox'), getTranslations('common'), headers()]);
  const { code, link } = findHandles(mail.text, env().APP_URL);
  // The frame lives under this page's policy, which takes no style sheet without the nonce.
  const html = mail.html.replaceAll('<style', `<style nonce="${headerList.get('x-nonce') ?? ''}"`);
  return (
    <article className="min-w-0 overflow-hidden rounded-card border border-line bg-surface shadow-card">
      <header className="border-line border-b p-5 sm:px-6">
        <h2 className="break-words font-semibold text-lg tracking-tight">{mail.kind === 'text' ? t('textMessage') : mail.subject}</h2>
        <p className="mt-1 break-words text-muted text-sm">
          {t('to')} {mail.to}
        </p>
        <div className="mt-4 flex flex-wrap gap-2.5">
          {code ? (
            <button type="button" data-copy={code} data-copied={common('copied')} className={buttonVariants({ variant: 'secondary' })}>
              <span className="font-mono text-base tracking-[0.14em]">{code}</span>
              <Copy aria-hidden className="size-4 text-faint" />
              <span role="status" className="text-faint text-xs">
                {common('copy')}
              </span>
            </button>
          ) : null}
          {link ? (
            <a href={link} className={buttonVariants()}>
              {t('link')}
              <ExternalLink aria-hidden className="size-4" />
            </a>
          ) : null}
        </div>
      </header>
      {mail.kind === 'text' ? (
        <p className="whitespace-pre-wrap break-words p-5 text-[0.9375rem] leading-7 sm:px-6">{mail.text}</p>
      ) : (
        <>
          <iframe title={t('html')} sandbox="" srcDoc={html} className="h-[32rem] w-full bg-white" />
          <details className="border-line border-t">
            <summary className="px-5 py-3.5 font-medium text-muted text-sm sm:px-6">{t('text')}</summary>
            <pre className="overflow-x-auto whitespace-pre-wrap break-words px-5 pb-6 font-mono text-[0.8125rem] text-muted leading-6 sm:px-6">
              {mail.text}
            </pre>
          </details>
        </>
      )}
    </article>
  );
}
