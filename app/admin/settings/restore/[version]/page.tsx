import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { ConfirmPage } from '#app/confirm-page.tsx';
import { SettingsPreview } from '#components/admin/settings-preview.tsx';
import { restoreSettings } from '#lib/contracts/settings.ts';
import { ServiceError } from '#lib/errors.ts';
import { patchToVersion } from '#lib/settings/patch-to-version.ts';
import { previewSettings } from '#lib/settings/preview-settings.ts';
import { readSettingsVersion } from '#lib/settings/read-settings.ts';
import { guardPage } from '../../../guard-page.tsx';
import { restoreVersion } from '../../actions.ts';
import { describePreview } from '../../describe-preview.ts';

type RestorePageProps = { params: Promise<{ version: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings.restore');
  return { title: t('submit') };
}

/** What bringing this version back would change; not found where there is no such version. */
async function readPreview(version: number) {
  try {
    return await describePreview(await previewSettings(await patchToVersion(version)));
  } catch (error) {
    if (error instanceof ServiceError) notFound();
    throw error;
  }
}

export default async function RestoreSettingsPage({ params }: RestorePageProps) {
  const { denied } = await guardPage('admin.settings.write');
  if (denied) return denied;
  const input = restoreSettings.body.safeParse({ version: z.coerce.number().safeParse((await params).version).data });
  if (!input.success) notFound();
  const { version } = input.data;
  const [t, preview, current] = await Promise.all([getTranslations('settings'), readPreview(version), readSettingsVersion()]);
  return (
    <ConfirmPage
      title={t('restore.title', { version })}
      text={t('restore.text')}
      action={restoreVersion}
      fields={{ version: String(version), current: String(current.version) }}
      variant="primary"
      stepUp
      submit={t('restore.submit')}
      pending={t('restore.pending')}
      back="/admin/settings"
    >
      <SettingsPreview title={t('preview.title')} preview={preview} />
    </ConfirmPage>
  );
}
