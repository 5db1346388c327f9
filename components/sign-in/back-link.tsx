import { ArrowLeft } from 'lucide-react';
import { buttonVariants } from '#components/ui/button-variants.ts';

/** The way back, under a form. */
export function BackLink({ href, label }: { href: string; label: string }) {
  return (
    <p className="mt-8 text-center">
      <a href={href} className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
        <ArrowLeft aria-hidden className="size-4" />
        {label}
      </a>
    </p>
  );
}
