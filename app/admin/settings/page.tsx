import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { SettingsForm } from '#components/admin/settings-form.tsx';
import { SettingsHistory } from '#components/admin/settings-history.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { findPeople } from '#lib/accounts/find-people.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { listRoleNames } from '#lib/roles/list-roles.ts';
import { listSettingsHistory } from '#lib/settings/list-history.ts';
import { readSettingsVersion } from '#lib/settings/read-settings.ts';
import { defaultSettings, flattenSettings, settingGroupNames } from '#lib/settings/settings.ts';
import { guardPage } from '../guard-page.tsx';
import { resetSetting, saveSettings } from './actions.ts';
import { describeSetting } from './describe-setting.ts';
import { settingViews } from './setting-views.ts';

type SettingsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings');
  return { title: t('title') };
}

export default async function SettingsPage({ searchParams }: SettingsPageProps) {
  const { actor, denied } = await guardPage('admin.settings.read');
  if (denied) return denied;
  const [query, t, format, error, current, history, roleNames] = await Promise.all([
    searchParams,
    getTranslations('settings'),
    getFormatter(),
    formErrorTexts(),
    readSettingsVersion(),
    listSettingsHistory(10),
    listRoleNames(),
  ]);
  const describeOne = await describeSetting(roleNames);
  const canWrite = isAllowed(actor, 'admin.settings.write');
  const groups = await settingViews({
    groups: settingGroupNames,
    values: flattenSettings(current.settings),
    base: flattenSettings(defaultSettings),
    chosen: new Set(current.changed),
    describeOne,
    reset: (name, value) => ({ text: t('reset', { value }), label: t('resetLabel', { name, value }) }),
  });
  const notice = (['saved', 'reset', 'restored'] as const).find((code) => code === query.notice);
  const problem = query.error === 'PRECONDITION_FAILED' ? 'stale' : query.error ? 'failed' : null;
  const mentioned = history.flatMap(({ changedById, approvedById }) => [changedById, approvedById]).filter((id) => id !== null);
  const people = await findPeople(isAllowed(actor, 'admin.users.read') ? mentioned : []);
  const nameOf = (id: string) => people.get(id)?.label ?? id;
  const changes = history.map(({ version, createdAt, changedById, approvedById, changes: made }) => ({
    version,
    when: format.dateTime(createdAt, { dateStyle: 'medium', timeStyle: 'short', timeZone: actor.user.timezone }),
    who: changedById === actor.user.id ? t('you') : changedById ? nameOf(changedById) : t('system'),
    approvedBy: approvedById && (approvedById === actor.user.id ? t('approvedByYou') : t('approvedBy', { name: nameOf(approvedById) })),
    changes: made.map(({ name, before, after }) => {
      const { label, show } = describeOne(name);
      return { name, label, before: show(before), after: show(after) };
    }),
  }));
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <div className="space-y-6">
        <Notice>{notice ? t(`notices.${notice}`) : null}</Notice>
        <Notice tone="danger">{problem ? t(`problems.${problem}`) : null}</Notice>
        {canWrite ? null : <Alert tone="neutral">{t('readOnly')}</Alert>}
        <SettingsForm
          key={current.version}
          groups={groups}
          version={current.version}
          canWrite={canWrite}
          save={saveSettings}
          reset={resetSetting}
          texts={{
            changed: t('changed'),
            byDefault: t('default'),
            submit: t('save'),
            preview: { ask: t('preview.ask'), title: t('preview.title') },
            pending: t('saving'),
            error,
          }}
        />
        <SettingsHistory
          changes={changes}
          canRestore={canWrite}
          texts={{ title: t('history'), text: t('historyText'), none: t('noHistory'), restore: t('restore.link') }}
        />
      </div>
    </>
  );
}
