import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ReasonForm } from '#components/admin/reason-form.tsx';
import { userLabel } from '#components/admin/user-table.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { presentManagedUser } from '#lib/users/find-managed-user.ts';
import { permissionOf, type UserAct, userActs } from '#lib/users/user-acts.ts';
import { guardPage } from '../../../../guard-page.tsx';
import { actAsUser, actOnUser, makeRecoveryLink } from '../../../actions.ts';
import { readUser } from '../../../read-user.ts';

type ActPageProps = { params: Promise<{ user_id: string; act: string }> };

function actOf(name: string): UserAct {
  return userActs.find((known) => known === name) ?? notFound();
}

export async function generateMetadata({ params }: ActPageProps): Promise<Metadata> {
  const [{ act }, t] = await Promise.all([params, getTranslations('users')]);
  return { title: t(`acts.${actOf(act)}.title`) };
}

/** Asks for the reason before something is done to somebody. A page, so that it is asked where no script runs too. */
export default async function ActPage({ params }: ActPageProps) {
  const act = actOf((await params).act);
  const { denied } = await guardPage(permissionOf(act));
  if (denied) return denied;
  const [managed, t, common, error] = await Promise.all([
    readUser(params),
    getTranslations('users'),
    getTranslations('common'),
    formErrorTexts(),
  ]);
  const user = presentManagedUser(managed);
  const isLink = act === 'recovery-link';
  return (
    <>
      <PageHeader title={t(`acts.${act}.title`)} subtitle={userLabel(user)} />
      <Card>
        <CardContent>
          <p className="mb-6 max-w-2xl text-muted text-sm leading-6">{t(`acts.${act}.text`)}</p>
          <ReasonForm
            action={act === 'impersonate' ? actAsUser : isLink ? makeRecoveryLink : actOnUser}
            fields={{ id: user.id, act }}
            variant={act === 'suspend' || act === 'delete' ? 'danger' : 'primary'}
            stepUp={isLink || act === 'impersonate'}
            texts={{
              reason: t('reason'),
              reasonHint: t('reasonHint'),
              submit: t(`acts.${act}.submit`),
              pending: t('working'),
              error,
              ...(isLink && { made: { headline: t('linkMade'), warning: t('linkWarning') } }),
            }}
          >
            <PageLink href={`/admin/users/${user.id}/danger`} className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </ReasonForm>
        </CardContent>
      </Card>
    </>
  );
}
