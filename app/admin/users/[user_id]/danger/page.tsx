import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { openActs, type UserAct } from '#lib/users/user-acts.ts';
import { guardPage } from '../../../guard-page.tsx';
import { readUser } from '../../read-user.ts';
import { UserFrame } from '../../user-frame.tsx';

type DangerPageProps = { params: Promise<{ user_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('tabs.danger') };
}

const dangerous: ReadonlySet<UserAct> = new Set(['suspend', 'delete', 'require-password-reset', 'recovery-link']);

/** What can be done to somebody right now; each asks for the reason on a page of its own. */
export default async function DangerPage({ params }: DangerPageProps) {
  const { actor, denied } = await guardPage('admin.users.read');
  if (denied) return denied;
  const [managed, t] = await Promise.all([readUser(params), getTranslations('users')]);
  const acts = openActs(actor, managed);
  return (
    <UserFrame actor={actor} managed={managed} current="danger">
      {acts.length > 0 ? (
        <Card>
          <CardContent>
            <ul className="divide-y divide-line">
              {acts.map((act) => (
                <li
                  key={act}
                  className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-5 first:pt-0 last:pb-0 sm:flex-nowrap"
                >
                  <div className="min-w-0">
                    <h2 className="font-medium text-sm">{t(`acts.${act}.title`)}</h2>
                    <p className="mt-0.5 max-w-2xl text-muted text-sm leading-6">{t(`acts.${act}.text`)}</p>
                  </div>
                  <PageLink
                    href={`/admin/users/${managed.user.id}/do/${act}`}
                    prefetch={false}
                    className={`${buttonVariants({ variant: dangerous.has(act) ? 'danger-outline' : 'secondary' })} shrink-0 max-sm:w-full`}
                  >
                    {t(`acts.${act}.submit`)}
                  </PageLink>
                </li>
              ))}
            </ul>
          </CardContent>
        </Card>
      ) : (
        <EmptyList title={t('nothingOpen')} text={t('nothingOpenText')} />
      )}
    </UserFrame>
  );
}
