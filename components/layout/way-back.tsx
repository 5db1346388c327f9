import { ArrowLeft } from 'lucide-react';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { PageLink } from './page-link.tsx';

/** The way from a page back to the one above it. */
export function WayBack({ href, label, className = 'mt-6' }: { href: string; label: string; className?: string }) {
  return (
    <p className={`print:hidden ${className}`}>
      <PageLink href={href} className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
        <ArrowLeft aria-hidden className="size-4" />
        {label}
      </PageLink>
    </p>
  );
}
