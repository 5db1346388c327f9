import { getTranslations } from 'next-intl/server';
import { KeyForm } from '#components/keys/key-form.tsx';
import type { KeyAction } from '#components/keys/key-state.ts';
import type { ScopeGroup } from '#components/keys/scope-choice.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { keyExpiries, keyFormTexts } from './actions/key-texts.ts';

type MakeKeyPageProps = {
  /** For which programs it is. */
  text: string;
  action: KeyAction;
  groups: ScopeGroup[];
  /** What the action has to know besides, by field. */
  fields?: Record<string, string>;
  /** The list of keys. */
  back: string;
};

/** Makes a key of whomever the list belongs to, and shows it once. */
export async function MakeKeyPage({ text, action, groups, fields = {}, back }: MakeKeyPageProps) {
  const [t, common, texts, choices] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    keyFormTexts(),
    keyExpiries(),
  ]);
  return (
    <>
      <PageHeader title={t('makeTitle')} subtitle={text} />
      <KeyForm action={action} groups={groups} {...choices} fields={fields} done={back} texts={texts}>
        <PageLink href={back} className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </KeyForm>
    </>
  );
}
