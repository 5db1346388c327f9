import { getTranslations } from 'next-intl/server';
import { accountItems, adminItems } from '#components/layout/navigation-items.ts';
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
  const may = (permission: string | undefined) => permission === undefined || permissions.includes(permission);
  const pages = [...adminItems, ...accountItems]
    .filter(({ permission }) => may(permission))
    .map(({ href, icon }) => ({ href, label: navigation(icon) }));
  const actions = paletteActions.filter(({ permission }) => may(permission)).map(({ href, name }) => ({ href, label: t(name) }));
  const texts = {
    ...(Object.fromEntries(names.map((name) => [name, t(name)])) as Record<(typeof names)[number], string>),
    foundOne: t('count', { count: 1 }),
    foundMany: t('count', { count: 777 }).replace('777', '#'),
  } satisfies PaletteTexts;
  return <Palette pages={pages} actions={actions} searchesUsers={may('admin.users.read')} texts={texts} />;
}
