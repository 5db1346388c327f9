'use client';

import Link, { useLinkStatus } from 'next/link';
import { type ComponentProps, useEffect } from 'react';
import { useNavigation } from '#stores/navigation.ts';

type PageLinkProps = Omit<ComponentProps<typeof Link>, 'href'> & { href: string };

/** A link to a page of the shell; while the page is on its way, ContentFrame shows its skeleton. */
export function PageLink({ href, children, ...props }: PageLinkProps) {
  return (
    <Link href={href} {...props}>
      {children}
      <PendingReport href={href} />
    </Link>
  );
}

function PendingReport({ href }: { href: string }) {
  const { pending } = useLinkStatus();
  const setPending = useNavigation((state) => state.setPending);
  useEffect(() => {
    if (!pending) return;
    setPending(href);
    return () => setPending(null);
  }, [pending, href, setPending]);
  return null;
}
