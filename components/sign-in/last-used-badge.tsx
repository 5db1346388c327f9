import { Badge } from '#components/ui/badge.tsx';

/** Marks the way somebody signed in last time, at the edge of its button. */
export function LastUsedBadge({ children }: { children: string }) {
  return (
    <Badge tone="accent" className="-translate-y-1/2 absolute top-1/2 right-2.5 max-[26rem]:static max-[26rem]:translate-y-0">
      {children}
    </Badge>
  );
}
