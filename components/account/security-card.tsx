import type { ReactNode } from 'react';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';

type SecurityCardProps = {
  id: string;
  title: string;
  text: string;
  badge?: { text: string; tone: 'success' | 'warning' | 'neutral' };
  actions?: ReactNode;
  children?: ReactNode;
};

/** One thing that protects the account: what it is, how it stands, what can be done. */
export function SecurityCard({ id, title, text, badge, actions, children }: SecurityCardProps) {
  return (
    <Card aria-labelledby={id} className={children ? undefined : 'pb-5 sm:pb-6'}>
      <CardHeader>
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <CardTitle id={id}>{title}</CardTitle>
            {badge ? <Badge tone={badge.tone}>{badge.text}</Badge> : null}
          </div>
          <CardDescription>{text}</CardDescription>
        </div>
        {actions}
      </CardHeader>
      {children ? <CardContent>{children}</CardContent> : null}
    </Card>
  );
}
