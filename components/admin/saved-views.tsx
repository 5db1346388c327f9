import { getTranslations } from 'next-intl/server';
import { ActionForm } from '#components/account/action-form.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import type { FormAction } from '#components/forms/form-state.ts';
import { ChoiceLinks } from '#components/lists/choice-links.tsx';
import { ViewForm } from './view-form.tsx';

type SavedView = { id: string; name: string; href: string; isOn: boolean };

type SavedViewsProps = {
  views: SavedView[];
  /** What the list shows now, as in its address; null where it shows the usual. */
  query: string | null;
  save: FormAction;
  rename: FormAction;
  remove: FormAction;
  error: FormErrorTexts;
};

/** The reader's own views of the list: the way to each, and a name for what is shown now. */
export async function SavedViews({ views, query, save, rename, remove, error }: SavedViewsProps) {
  const t = await getTranslations('users.views');
  const current = views.find(({ isOn }) => isOn);
  if (views.length === 0 && query === null) return null;
  const shared = { name: t('name'), nameHint: t('nameHint'), pending: t('saving'), error };
  return (
    <div className="mb-6 space-y-4">
      {views.length > 0 ? (
        <ChoiceLinks label={t('label')} choices={views.map(({ id, name, href, isOn }) => ({ key: id, text: name, href, isOn }))} />
      ) : null}
      {current ? (
        <ViewForm
          key={current.id}
          action={rename}
          fields={{ id: current.id, query: query ?? '' }}
          name={current.name}
          texts={{ summary: t('change', { name: current.name }), submit: t('rename'), ...shared }}
        >
          <ActionForm
            action={remove}
            fields={{ id: current.id, query: query ?? '' }}
            variant="danger-outline"
            texts={{ submit: t('delete'), pending: t('deleting'), error }}
          />
        </ViewForm>
      ) : query === null ? null : (
        <ViewForm key={query} action={save} fields={{ query }} texts={{ summary: t('save'), submit: t('submit'), ...shared }} />
      )}
    </div>
  );
}
