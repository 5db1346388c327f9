import { getTranslations } from 'next-intl/server';
import type { KeyAction } from '#components/keys/key-state.ts';
import { RotateForm } from '#components/keys/rotate-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { overlapChoices, rotateKeyTexts } from './actions/key-texts.ts';

type ReplaceKeyPageProps = {
  name: string;
  /** What else there is to know. */
  text?: string;
  action: KeyAction;
  /** What the action has to know, by field. */
  fields: Record<string, string>;
  /** The list of keys. */
  back: string;
};

/** Puts a new key in the place of one, whosever it is, and shows it once. */
export async function ReplaceKeyPage({ name, text, action, fields, back }: ReplaceKeyPageProps) {
  const [t, common, texts, overlaps] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    rotateKeyTexts(),
    overlapChoices(),
  ]);
  return (
    <>
      <PageHeader title={t('rotateTitle', { name })} {...(text && { subtitle: text })} />
      <RotateForm action={action} fields={fields} overlaps={overlaps} done={back} texts={texts}>
        <PageLink href={back} className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </RotateForm>
    </>
  );
}
