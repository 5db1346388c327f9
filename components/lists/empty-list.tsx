import type { ReactNode } from 'react';
import { Card, CardContent } from '#components/ui/card.tsx';

/** What stands in the place of a list without entries: that there are none, why, and what to do about it. */
export function EmptyList({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <Card>
      <CardContent className="py-12 text-center">
        <p className="font-medium text-sm">{title}</p>
        <p className="mx-auto mt-1 mb-6 max-w-md text-muted text-sm leading-6 last:mb-0">{text}</p>
        {children}
      </CardContent>
    </Card>
  );
}
