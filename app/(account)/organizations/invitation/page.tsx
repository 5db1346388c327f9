import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { acceptInvitation as contract } from '#lib/contracts/organization-invitations.ts';
import { readInvitation } from '#lib/organizations/answer-invitation.ts';
import { acceptInvitation } from '../actions.ts';

type InvitationPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('organizations');
  return { title: t('invitation') };
}

/** Where the link in an invitation leads. Opening it accepts nothing: a mail scanner opens links, too. */
export default async function InvitationPage({ searchParams }: InvitationPageProps) {
  const actor = await requireUser();
  const [{ token }, t, error] = await Promise.all([searchParams, getTranslations('organizations'), formErrorTexts()]);
  const body = contract.body.safeParse({ token });
  const invitation = body.success ? await readInvitation(body.data.token, actor) : null;
  const back = (
    <PageLink href="/organizations" className={buttonVariants({ variant: 'secondary' })}>
      {t('title')}
    </PageLink>
  );
  if (!invitation || !body.success || !invitation.isMine) {
    return (
      <>
        <PageHeader title={t('invitation')} />
        <EmptyList
          title={t(invitation ? 'otherAddress' : 'notGood')}
          text={t(invitation ? 'otherAddressText' : 'notGoodText', { email: actor.user.email ?? '' })}
        >
          {invitation ? (
            <a href="/accounts" className={buttonVariants({ variant: 'secondary' })}>
              {t('otherAccount')}
            </a>
          ) : (
            back
          )}
        </EmptyList>
      </>
    );
  }
  return (
    <>
      <PageHeader title={t('invitedTo', { organization: invitation.organization })} />
      <Card>
        <CardContent>
          <p className="mb-6 max-w-xl text-muted text-sm leading-6">{t('invitedText', { role: t(`roles.${invitation.role}`) })}</p>
          <ActionForm
            action={acceptInvitation}
            fields={{ token: body.data.token }}
            variant="primary"
            texts={{ submit: t('accept'), pending: t('working'), error }}
          >
            {back}
          </ActionForm>
        </CardContent>
      </Card>
    </>
  );
}
