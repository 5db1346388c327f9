import { MessageSquare } from 'lucide-react';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';

/** The way in with a confirmed phone number. */
export function TextMessageButton({ href, text, lastUsed }: { href: string; text: string; lastUsed: string | null }) {
  return (
    <a href={href} className={`${buttonVariants({ variant: 'secondary', size: 'large' })} relative mt-3 w-full`}>
      <MessageSquare aria-hidden className="size-[1.125rem] text-muted" />
      {text}
      {lastUsed ? (
        <Badge tone="accent" className="-translate-y-1/2 absolute top-1/2 right-2.5 max-[26rem]:static max-[26rem]:translate-y-0">
          {lastUsed}
        </Badge>
      ) : null}
    </a>
  );
}
