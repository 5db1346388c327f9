import { Mail } from 'lucide-react';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { LastUsedBadge } from './last-used-badge.tsx';

/** The way in without a password. */
export function MailLinkButton({ href, text, lastUsed }: { href: string; text: string; lastUsed: string | null }) {
  return (
    <a href={href} className={`${buttonVariants({ variant: 'secondary', size: 'large' })} relative mt-3 w-full`}>
      <Mail aria-hidden className="size-[1.125rem] text-muted" />
      {text}
      {lastUsed ? <LastUsedBadge>{lastUsed}</LastUsedBadge> : null}
    </a>
  );
}
