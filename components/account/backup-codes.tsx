'use client';

import { Copy, Download, Printer } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardHeader, CardTitle } from '#components/ui/card.tsx';

const tool = buttonVariants({ variant: 'secondary', size: 'small' });

/** Ten fresh codes, shown this once, with ways to keep them. Without a script they can still be selected and downloaded. */
export function BackupCodes({ codes, headline }: { codes: string[]; headline: string }) {
  const t = useTranslations();
  const text = `${codes.join('\n')}\n`;
  return (
    <Card aria-labelledby="backup-codes">
      <CardHeader>
        <CardTitle id="backup-codes">{t('security.codesTitle')}</CardTitle>
      </CardHeader>
      <CardContent className="space-y-5">
        <Alert tone="success" role="status" className="print:hidden">
          {headline}
        </Alert>
        <p className="text-muted text-sm leading-6">{t('security.codesOnce')}</p>
        <ol className="grid grid-cols-1 gap-x-6 gap-y-2.5 rounded-control bg-sunken p-5 font-mono text-[0.9375rem] min-[22rem]:grid-cols-2 sm:max-w-md">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
        <div className="flex flex-wrap gap-2.5 print:hidden">
          <button type="button" data-copy={text} data-copied={t('common.copied')} className={`${tool} unscripted:hidden`}>
            <Copy aria-hidden className="size-4 text-faint" />
            <span role="status">{t('security.copyCodes')}</span>
          </button>
          <a
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
            download={`${t('common.product').toLowerCase()}-backup-codes.txt`}
            className={tool}
          >
            <Download aria-hidden className="size-4 text-faint" />
            {t('security.downloadCodes')}
          </a>
          <button type="button" onClick={() => window.print()} className={`${tool} unscripted:hidden`}>
            <Printer aria-hidden className="size-4 text-faint" />
            {t('security.printCodes')}
          </button>
        </div>
        <form action="/security" method="get" className="space-y-5 border-line border-t pt-5 print:hidden">
          <CheckboxField name="saved" label={t('security.savedThem')} required />
          <button type="submit" className={buttonVariants()}>
            {t('security.done')}
          </button>
        </form>
      </CardContent>
    </Card>
  );
}
