import { Copy } from 'lucide-react';
import { PageLink } from '#components/layout/page-link.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardHeader, CardTitle } from '#components/ui/card.tsx';

export type NewSecretTexts = {
  title: string;
  headline: string;
  warning: string;
  copy: string;
  copied: string;
  sample: string;
  done: string;
};

type NewSecretProps = { secret: string; sample: string; done: string; texts: NewSecretTexts };

function CopyButton({ text, texts }: { text: string; texts: NewSecretTexts }) {
  return (
    <button
      type="button"
      data-copy={text}
      data-copied={texts.copied}
      className={`${buttonVariants({ variant: 'secondary', size: 'small' })} unscripted:hidden`}
    >
      <Copy aria-hidden className="size-4 text-faint" />
      <span role="status">{texts.copy}</span>
    </button>
  );
}

/** A secret, shown this once, and how to use it. Without a script it can still be selected. */
export function NewSecret({ secret, sample, done, texts }: NewSecretProps) {
  return (
    <Card aria-labelledby="new-secret">
      <CardHeader>
        <CardTitle id="new-secret">{texts.title}</CardTitle>
      </CardHeader>
      <CardContent className="space-y-5">
        <Alert tone="success" role="status">
          {texts.headline}
        </Alert>
        <div className="space-y-3 rounded-control bg-sunken p-4 sm:p-5">
          <p className="select-all break-all font-mono text-[0.9375rem] leading-6" data-secret="">
            {secret}
          </p>
          <CopyButton text={secret} texts={texts} />
        </div>
        <Alert tone="warning">{texts.warning}</Alert>
        <div>
          <p className="mb-2 text-muted text-sm leading-6">{texts.sample}</p>
          <div className="space-y-3 rounded-control bg-sunken p-4 sm:p-5">
            <pre className="whitespace-pre-wrap break-all font-mono text-[0.8125rem] leading-6">{sample}</pre>
            <CopyButton text={sample} texts={texts} />
          </div>
        </div>
        <PageLink href={done} className={buttonVariants()}>
          {texts.done}
        </PageLink>
      </CardContent>
    </Card>
  );
}
