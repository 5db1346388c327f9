import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import type { FormAction } from '#components/forms/form-state.ts';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { type ButtonVariants, buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';

type ConfirmPageProps = {
  title: string;
  /** What will be, and whether it can be taken back. */
  text: string;
  action: FormAction;
  /** What the action has to know, by field. */
  fields: Record<string, string>;
  stepUp?: boolean;
  variant?: ButtonVariants['variant'];
  submit: string;
  pending: string;
  /** Where to go instead. */
  back: string;
  /** More about what will be. */
  children?: ReactNode;
};

/** Asks before something is deleted or revoked. A page instead of a dialog, so that it is asked where no script runs too. */
export async function ConfirmPage(props: ConfirmPageProps) {
  const { title, text, action, fields, stepUp = false, variant = 'danger', submit, pending, back, children } = props;
  const [common, error] = await Promise.all([getTranslations('common'), formErrorTexts()]);
  return (
    <>
      <PageHeader title={title} />
      <Card>
        <CardContent>
          <p className="mb-6 max-w-xl text-muted text-sm leading-6">{text}</p>
          {children ? <div className="mb-6">{children}</div> : null}
          <ActionForm action={action} fields={fields} variant={variant} stepUp={stepUp} texts={{ submit, pending, error }}>
            <PageLink href={back} className={buttonVariants({ variant: 'secondary' })}>
              {common('cancel')}
            </PageLink>
          </ActionForm>
        </CardContent>
      </Card>
    </>
  );
}
