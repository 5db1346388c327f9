import { KeySquare } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { roleLabel } from '#components/account/labels.ts';
import { EntryRow, EntryText } from '#components/lists/entry-row.tsx';
import { OpenEntry } from '#components/lists/open-entry.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import type { RoleShape } from '#lib/contracts/roles.ts';

const shownPermissions = 8;

/** The roles, each with its rank, how many hold it, and what it gives. */
export async function RoleList({ roles }: { roles: RoleShape[] }) {
  const [t, every] = await Promise.all([getTranslations('adminRoles'), getTranslations()]);
  return (
    <Card>
      <CardContent>
        <ul className="divide-y divide-line">
          {roles.map(({ id, name, display_name: displayName, description, rank, system, members, permissions }) => {
            const label = roleLabel(every, name, displayName);
            const more = permissions.length - shownPermissions;
            return (
              <EntryRow
                key={id}
                icon={<KeySquare className="size-[1.125rem]" />}
                name={label}
                badges={
                  <>
                    <code className="break-all font-mono font-normal text-muted text-xs">{name}</code>
                    {system ? <Badge>{t('system')}</Badge> : null}
                  </>
                }
                tags={{
                  label: t('permissions'),
                  values: permissions.slice(0, shownPermissions),
                  more: more > 0 ? t('morePermissions', { count: more }) : null,
                }}
                facts={[t('rankOf', { rank }), t('members', { count: members })]}
                end={<OpenEntry href={`/admin/roles/${id}`} text={t('open')} name={label} />}
              >
                {description && !system ? <EntryText>{description}</EntryText> : null}
              </EntryRow>
            );
          })}
        </ul>
      </CardContent>
    </Card>
  );
}
