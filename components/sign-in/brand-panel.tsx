import { getTranslations } from 'next-intl/server';
import { Arches } from '#components/brand/arches.tsx';

/** The picture beside the sign-in forms; on small screens the form stands alone. */
export async function BrandPanel() {
  const t = await getTranslations('brand');
  return (
    <aside className="relative hidden overflow-hidden rounded-panel bg-gate-900 text-gate-100 lg:block">
      <Arches className="absolute inset-0 size-full" />
      <div className="relative flex h-full flex-col p-12 xl:p-14">
        <p className="max-w-md text-balance font-semibold text-3xl text-white leading-[1.15] tracking-[-0.03em] xl:text-[2.5rem]">
          {t('headline')}
        </p>
        <p className="mt-5 max-w-sm text-[0.9375rem] text-gate-100/80 leading-6">{t('text')}</p>
      </div>
    </aside>
  );
}
