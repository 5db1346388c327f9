import { ChevronDown, Search } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { roleLabel } from '#components/account/labels.ts';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { Field } from '#components/forms/field.tsx';
import { SelectField } from '#components/forms/select-field.tsx';
import { Button } from '#components/ui/button.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { inputClasses } from '#components/ui/input-classes.ts';
import { managedStatuses, userSorts } from '#lib/contracts/managed-users.ts';
import { type UserColumn, userColumns } from './user-columns.ts';

type Values = Record<
  | 'search'
  | 'status'
  | 'role'
  | 'mfa'
  | 'verified'
  | 'provider'
  | 'sort'
  | 'created_after'
  | 'created_before'
  | 'last_seen_after'
  | 'last_seen_before'
  | 'organization_id'
  | 'pool',
  string
>;

type UserFiltersProps = {
  values: Values;
  columns: readonly UserColumn[];
  roles: { name: string; displayName: string }[];
  providers: { id: string; label: string }[];
  /** To choose among, where there are several. */
  pools: { value: string; label: string }[];
  children?: ReactNode;
};

const flags = ['true', 'false'] as const;
const seldom = ['verified', 'provider', 'pool', 'created_after', 'created_before', 'last_seen_after', 'last_seen_before'] as const;

/** What to show, as a form that makes an address: a filtered list can be kept as a bookmark, and needs no script. */
export async function UserFilters({ values, columns, roles, providers, pools, children }: UserFiltersProps) {
  const t = await getTranslations();
  const offered = userColumns.filter((column) => column !== 'pool' || pools.length > 1);
  const any = { value: '', label: t('users.filters.any') };
  const day = (name: Exclude<(typeof seldom)[number], 'pool'>) => (
    <Field name={name} type="date" label={t(`users.filters.${name}`)} defaultValue={values[name]} max="9999-12-31" />
  );
  return (
    <Card className="mb-6">
      <CardContent>
        {/* biome-ignore lint/a11y/useSemanticElements: the element <search> is not known to every browser we serve */}
        <form action="/admin/users" method="get" role="search" aria-label={t('users.filters.label')} className="space-y-5">
          <div className="relative">
            <label htmlFor="search" className="sr-only">
              {t('users.filters.search')}
            </label>
            <Search aria-hidden className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3.5 size-4 text-faint" />
            <input
              id="search"
              name="search"
              type="search"
              defaultValue={values.search}
              maxLength={120}
              placeholder={t('users.filters.placeholder')}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className={`${inputClasses} pl-10`}
            />
          </div>
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
            <SelectField
              name="status"
              label={t('users.filters.status')}
              defaultValue={values.status}
              options={[
                { ...any, label: t('users.filters.notDeleted') },
                ...managedStatuses.map((value) => ({ value, label: t(`users.status.${value}`) })),
              ]}
            />
            <SelectField
              name="role"
              label={t('users.filters.role')}
              defaultValue={values.role}
              options={[any, ...roles.map(({ name, displayName }) => ({ value: name, label: roleLabel(t, name, displayName) }))]}
            />
            <SelectField
              name="mfa"
              label={t('users.filters.mfa')}
              defaultValue={values.mfa}
              options={[any, ...flags.map((value) => ({ value, label: t(`users.filters.mfaValues.${value}`) }))]}
            />
            <SelectField
              name="sort"
              label={t('users.filters.sort')}
              defaultValue={values.sort || userSorts[0]}
              options={userSorts.map((value) => ({ value, label: t(`users.filters.sorts.${value}`) }))}
            />
          </div>
          <details className="group/more" open={seldom.some((name) => values[name] !== '')}>
            <summary className="inline-flex cursor-pointer list-none items-center gap-1.5 rounded-sm text-muted text-sm hover:text-ink [&::-webkit-details-marker]:hidden">
              <ChevronDown aria-hidden className="size-4 transition-transform group-open/more:rotate-180" />
              {t('users.filters.more')}
            </summary>
            <div className="mt-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
              <SelectField
                name="verified"
                label={t('users.filters.verified')}
                defaultValue={values.verified}
                options={[any, ...flags.map((value) => ({ value, label: t(`users.filters.verifiedValues.${value}`) }))]}
              />
              <SelectField
                name="provider"
                label={t('users.filters.provider')}
                defaultValue={values.provider}
                options={[any, ...providers.map(({ id, label }) => ({ value: id, label }))]}
              />
              {pools.length > 1 ? (
                <SelectField name="pool" label={t('users.filters.pool')} defaultValue={values.pool} options={[any, ...pools]} />
              ) : null}
              {day('created_after')}
              {day('created_before')}
              {day('last_seen_after')}
              {day('last_seen_before')}
            </div>
          </details>
          {values.organization_id ? <input type="hidden" name="organization_id" value={values.organization_id} /> : null}
          <details className="group/columns">
            <summary className="inline-flex cursor-pointer list-none items-center gap-1.5 rounded-sm text-muted text-sm hover:text-ink [&::-webkit-details-marker]:hidden">
              <ChevronDown aria-hidden className="size-4 transition-transform group-open/columns:rotate-180" />
              {t('users.columns.choose')}
            </summary>
            <fieldset className="mt-4 min-w-0">
              <legend className="sr-only">{t('users.columns.choose')}</legend>
              <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
                {offered.map((column) => (
                  <CheckboxField
                    key={column}
                    name="column"
                    value={column}
                    // Filters have the same names.
                    label={
                      <>
                        <span className="sr-only">{t('users.columns.show')} </span>
                        {t(`users.columns.${column}`)}
                      </>
                    }
                    defaultChecked={columns.includes(column)}
                  />
                ))}
              </div>
            </fieldset>
          </details>
          <div className="flex flex-wrap gap-3">
            <Button type="submit">{t('users.filters.submit')}</Button>
            {children}
          </div>
        </form>
      </CardContent>
    </Card>
  );
}
