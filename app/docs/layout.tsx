import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { DocsShell } from '#components/docs/docs-shell.tsx';

export default async function DocsLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations('errorDocs');
  return (
    <DocsShell
      links={[
        { href: '/docs', label: t('reference') },
        { href: '/docs/errors', label: t('all') },
        { href: '/docs/limits', label: t('limits') },
      ]}
    >
      {children}
    </DocsShell>
  );
}
