import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';

/** The id under which the log and the trail know this request, for whoever asks for help. */
export async function RequestReference() {
  const [headerList, t] = await Promise.all([headers(), getTranslations('common')]);
  const id = headerList.get('x-request-id');
  return id ? (
    <p className="mt-8 text-faint text-xs">
      {t('requestId')} <code className="break-all font-mono">{id}</code>
    </p>
  ) : null;
}
