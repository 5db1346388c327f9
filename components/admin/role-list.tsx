import { KeySquare } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import type { RoleShape } from '#lib/contracts/roles.ts';

const shownPermissions = 8;

/** The roles, each with its rank, how many hold it, and what it gives. */
export async function RoleList({ roles, labels }: { roles: RoleShape[]; labels: ReadonlyMap<string, string> }) {
  const t = await getTranslations('adminRoles');
  return (
    <Card>
      <CardContent>
        <ul className="divide-y divide-line">
          {roles.map((role) => {
            const { id, name, description, rank, system, members, permissions } = role;
            const label = labels.get(id) ?? role.display_name;
            const facts = [t('rankOf', { rank }), t('members', { count: members })];
            const more = permissions.length - shownPermissions;
            return (
              <li key={id} className="flex flex-wrap items-start gap-x-4 gap-y-3 py-5 first:pt-0 last:pb-0 sm:flex-nowrap">
                <span aria-hidden className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-sunken text-muted">
                  <KeySquare className="size-[1.125rem]" />
                </span>
                <div className="min-w-0 flex-1">
                  <h2 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium text-sm">
                    <span className="min-w-0 break-words">{label}</span>
                    <code className="break-all font-mono font-normal text-muted text-xs">{name}</code>
                    {system ? <Badge>{t('system')}</Badge> : null}
                  </h2>
                  {description && !system ? <p className="mt-0.5 break-words text-muted text-sm leading-6">{description}</p> : null}
                  {permissions.length > 0 ? (
                    <ul aria-label={t('permissions')} className="mt-2 flex flex-wrap gap-1.5">
                      {permissions.slice(0, shownPermissions).map((permission) => (
                        <li key={permission} className="max-w-full break-all rounded-md bg-sunken px-2 py-0.5 font-mono text-xs leading-5">
                          {permission}
                        </li>
                      ))}
                      {more > 0 ? (
                        <li className="px-1 py-0.5 text-muted text-xs leading-5">{t('morePermissions', { count: more })}</li>
                      ) : null}
                    </ul>
                  ) : null}
                  <p className="mt-2 text-[0.8125rem] text-muted leading-5">
                    {facts.map((fact, index) => (
                      <span key={fact} className="inline-block">
                        {fact}
                        {index < facts.length - 1 ? <span className="px-1.5 text-faint">·</span> : null}
                      </span>
                    ))}
                  </p>
                </div>
                <PageLink
                  href={`/admin/roles/${id}`}
                  className={`${buttonVariants({ variant: 'secondary', size: 'small' })} max-sm:w-full`}
                >
                  {t('open')}
                  <span className="sr-only"> {label}</span>
                </PageLink>
              </li>
            );
          })}
        </ul>
      </CardContent>
    </Card>
  );
}
