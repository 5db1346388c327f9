import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';

/** The way to the page that asks before something is deleted. */
export function DeleteCard({ title, text, link, href }: { title: string; text: string; link: string; href: string }) {
  return (
    <Card aria-labelledby="delete">
      <CardHeader className="pb-5 sm:pb-6">
        <div>
          <CardTitle id="delete">{title}</CardTitle>
          <CardDescription>{text}</CardDescription>
        </div>
        <PageLink href={href} className={buttonVariants({ variant: 'danger-outline' })}>
          {link}
        </PageLink>
      </CardHeader>
    </Card>
  );
}
