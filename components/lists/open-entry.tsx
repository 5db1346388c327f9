import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';

/** Leads from a row of a list to the page of its entry. */
export function OpenEntry({ href, text, name }: { href: string; text: string; name: string }) {
  return (
    <PageLink href={href} className={`${buttonVariants({ variant: 'secondary', size: 'small' })} max-sm:w-full`}>
      {text}
      <span className="sr-only"> {name}</span>
    </PageLink>
  );
}
