import { getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';

type PagerProps = {
  /** The cursor of the page that is shown; the first has none. */
  cursor: string | undefined;
  next: string | null;
  addressOf: (cursor: string | undefined) => string;
  /** For a list that is not always in the order of time. */
  labels?: { first: string; next: string };
};

const button = buttonVariants({ variant: 'secondary' });

/** The ways from one page of a list to the next one and back to its beginning; nothing where there is only one page. */
export async function Pager({ cursor, next, addressOf, labels }: PagerProps) {
  if (!cursor && !next) return null;
  const t = await getTranslations('common');
  return (
    <div className="mt-6 flex flex-wrap justify-center gap-3">
      {cursor ? (
        <PageLink href={addressOf(undefined)} className={button}>
          {labels?.first ?? t('newest')}
        </PageLink>
      ) : null}
      {next ? (
        <PageLink href={addressOf(next)} className={button} prefetch={false}>
          {labels?.next ?? t('older')}
        </PageLink>
      ) : null}
    </div>
  );
}
