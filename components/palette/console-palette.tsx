import { getTranslations } from 'next-intl/server';
import { accountItems, adminItems, openItems } from '#components/layout/navigation-items.ts';
import { Palette } from './palette.tsx';
import { type PaletteTexts, paletteActions } from './palette-items.ts';

const names = [
  'open',
  'hint',
  'title',
  'placeholder',
  'results',
  'pages',
  'actions',
  'users',
  'none',
  'searching',
  'failed',
  'close',
] as const;

/** The palette with what one person may use: what they may not is not even named. */
export async function ConsolePalette({ permissions }: { permissions: readonly string[] }) {
  const [t, navigation] = await Promise.all([getTranslations('palette'), getTranslations('navigation')]);
  const pages = openItems([...adminItems, ...accountItems], permissions).map(({ href, icon }) => ({ href, label: navigation(icon) }));
  const actions = paletteActions
    .filter(({ permission }) => permissions.includes(permission))
    .map(({ href, name }) => ({ href, label: t(name) }));
  const texts = {
    ...(Object.fromEntries(names.map((name) => [name, t(name)])) as Record<(typeof names)[number], string>),
    foundOne: t('count', { count: 1 }),
    foundMany: t('count', { count: 777 }).replace('777', '#'),
  } satisfies PaletteTexts;
  return <Palette pages={pages} actions={actions} searchesUsers={permissions.includes('admin.users.read')} texts={texts} />;
}
