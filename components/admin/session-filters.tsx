import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { methodLabel } from '#components/account/labels.ts';
import { Field } from '#components/forms/field.tsx';
import { SelectField } from '#components/forms/select-field.tsx';
import { Button } from '#components/ui/button.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';

type SessionFiltersProps = {
  values: Record<'user' | 'kind' | 'method' | 'country' | 'since', string>;
  methods: readonly string[];
  userError: string | undefined;
  children?: ReactNode;
};

/** Which sessions to show, as a form that makes an address; it needs no script. */
export async function SessionFilters({ values, methods, userError, children }: SessionFiltersProps) {
  const t = await getTranslations();
  const any = { value: '', label: t('allSessions.any') };
  const known = values.method === '' || methods.includes(values.method) ? methods : [...methods, values.method];
  return (
    <Card className="mb-6">
      <CardContent>
        {/* biome-ignore lint/a11y/useSemanticElements: the element <search> is not known to every browser we serve */}
        <form action="/admin/sessions" method="get" role="search" aria-label={t('allSessions.label')} className="space-y-5">
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            <div className="sm:col-span-2 lg:col-span-1">
              <Field
                name="user"
                type="text"
                label={t('allSessions.user')}
                hint={t('allSessions.userHint')}
                defaultValue={values.user}
                maxLength={320}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                {...(userError && { error: userError })}
              />
            </div>
            <SelectField
              name="kind"
              label={t('allSessions.kind')}
              defaultValue={values.kind}
              options={[any, ...(['browser', 'api'] as const).map((value) => ({ value, label: t(`allSessions.kinds.${value}`) }))]}
            />
            <SelectField
              name="method"
              label={t('allSessions.method')}
              defaultValue={values.method}
              options={[any, ...known.map((value) => ({ value, label: methodLabel(t, value) }))]}
            />
            <Field
              name="country"
              type="text"
              label={t('allSessions.country')}
              hint={t('allSessions.countryHint')}
              defaultValue={values.country}
              maxLength={2}
              autoComplete="off"
            />
            <Field name="since" type="date" label={t('allSessions.since')} defaultValue={values.since} max="9999-12-31" />
          </div>
          <div className="flex flex-wrap gap-3">
            <Button type="submit">{t('allSessions.show')}</Button>
            {children}
          </div>
        </form>
      </CardContent>
    </Card>
  );
}
