import { getTranslations } from 'next-intl/server';
import { ProviderIcon } from '#components/sign-in/provider-icon.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';

type ConnectProvidersProps = {
  providers: { id: string; label: string }[];
  connect: (form: FormData) => Promise<void>;
  /** Something stands above. */
  apart: boolean;
};

/** One form per provider that is not connected yet. */
export async function ConnectProviders({ providers, connect, apart }: ConnectProvidersProps) {
  const t = await getTranslations('connections');
  return (
    <div className={`flex flex-wrap gap-3 ${apart ? 'mt-5 border-line border-t pt-5' : ''}`}>
      {providers.map(({ id, label }) => (
        <form key={id} action={connect} data-step-up className="group max-sm:w-full">
          <input type="hidden" name="provider" value={id} />
          <button type="submit" className={`${buttonVariants({ variant: 'secondary' })} max-sm:w-full`}>
            <ProviderIcon id={id} />
            {t('connect', { provider: label })}
          </button>
        </form>
      ))}
    </div>
  );
}
