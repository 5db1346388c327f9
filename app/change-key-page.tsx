import { getTranslations } from 'next-intl/server';
import type { FormAction } from '#components/forms/form-state.ts';
import { KeyChangeForm } from '#components/keys/key-change-form.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import type { ApiKeyShape } from '#lib/contracts/api-keys.ts';
import { keyChangeTexts, keyEnds } from './actions/key-texts.ts';

type ChangeKeyPageProps = {
  apiKey: ApiKeyShape;
  timezone: string;
  action: FormAction;
  /** What the action has to know, by field. */
  fields: Record<string, string>;
  /** The list of keys. */
  back: string;
};

/** Changes what of a key can be changed, whosever it is. */
export async function ChangeKeyPage({ apiKey, timezone, action, fields, back }: ChangeKeyPageProps) {
  const [t, common, texts, ends] = await Promise.all([
    getTranslations('apiKeys'),
    getTranslations('common'),
    keyChangeTexts(),
    keyEnds(apiKey, timezone),
  ]);
  return (
    <>
      <PageHeader title={t('changeTitle', { name: apiKey.name })} subtitle={t('changeText')} />
      <KeyChangeForm action={action} apiKey={apiKey} ends={ends} fields={fields} texts={texts}>
        <PageLink href={back} className={buttonVariants({ variant: 'secondary' })}>
          {common('cancel')}
        </PageLink>
      </KeyChangeForm>
    </>
  );
}
