import { ChevronDown } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Field } from '#components/forms/field.tsx';
import { SelectField } from '#components/forms/select-field.tsx';
import { Button } from '#components/ui/button.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { auditResults } from '#lib/contracts/audit.ts';

const seldom = ['reason', 'actor_id', 'subject_id', 'organization_id'] as const;

type AuditFiltersProps = {
  values: Record<(typeof seldom)[number] | 'action' | 'result' | 'created_after' | 'created_before', string>;
  actions: readonly string[];
  children?: ReactNode;
};

/** A group of actions before its members: `session.*`, `session.created` … */
function choices(actions: readonly string[], chosen: string): string[] {
  const groups = Map.groupBy(actions, (action) => action.split('.', 1)[0] ?? '');
  const listed = [...groups].flatMap(([noun, members]) => (members.length > 1 ? [`${noun}.*`, ...members] : members));
  return chosen === '' || listed.includes(chosen) ? listed : [chosen, ...listed];
}

/** Which events to show, as a form that makes an address: a filtered trail can be kept as a bookmark, and needs no script. */
export async function AuditFilters({ values, actions, children }: AuditFiltersProps) {
  const [t, admin] = await Promise.all([getTranslations('audit'), getTranslations('admin')]);
  const any = { value: '', label: t('any') };
  return (
    <Card className="mb-6">
      <CardContent>
        {/* biome-ignore lint/a11y/useSemanticElements: the element <search> is not known to every browser we serve */}
        <form action="/admin/audit" method="get" role="search" aria-label={t('filter')} className="space-y-5">
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
            <SelectField
              name="action"
              label={t('fields.action')}
              defaultValue={values.action}
              options={[any, ...choices(actions, values.action).map((value) => ({ value, label: value }))]}
            />
            <SelectField
              name="result"
              label={t('fields.result')}
              defaultValue={values.result}
              options={[any, ...auditResults.map((value) => ({ value, label: admin(value) }))]}
            />
            {(['created_after', 'created_before'] as const).map((name) => (
              <Field key={name} name={name} type="date" label={t(`fields.${name}`)} defaultValue={values[name]} max="9999-12-31" />
            ))}
          </div>
          <details className="group/more" open={seldom.some((name) => values[name] !== '')}>
            <summary className="inline-flex cursor-pointer list-none items-center gap-1.5 rounded-sm text-muted text-sm hover:text-ink [&::-webkit-details-marker]:hidden">
              <ChevronDown aria-hidden className="size-4 transition-transform group-open/more:rotate-180" />
              {t('more')}
            </summary>
            <div className="mt-4 grid gap-4 sm:grid-cols-2">
              {seldom.map((name) => (
                <Field
                  key={name}
                  name={name}
                  label={t(`fields.${name}`)}
                  defaultValue={values[name]}
                  autoComplete="off"
                  spellCheck={false}
                  hint={t(name === 'reason' ? 'reasonHint' : 'idHint')}
                />
              ))}
            </div>
          </details>
          <div className="flex flex-wrap gap-3">
            <Button type="submit">{t('submit')}</Button>
            {children}
          </div>
        </form>
      </CardContent>
    </Card>
  );
}
