import { buttonVariants } from '#components/ui/button-variants.ts';
import { LastUsedBadge } from './last-used-badge.tsx';
import { ProviderIcon } from './provider-icon.tsx';

export type ProviderChoice = { id: string; text: string };

type ProviderButtonsProps = {
  choices: ProviderChoice[];
  start: (form: FormData) => Promise<void>;
  redirectTo: string;
  lastMethod: string | null;
  texts: { or: string; lastUsed: string };
};

/** One form per provider, so that each button works without a script. */
export function ProviderButtons({ choices, start, redirectTo, lastMethod, texts }: ProviderButtonsProps) {
  if (choices.length === 0) return null;
  return (
    <>
      <div className="space-y-2.5">
        {choices.map((choice) => (
          <form key={choice.id} action={start} className="group">
            <input type="hidden" name="provider" value={choice.id} />
            <input type="hidden" name="redirect_to" value={redirectTo} />
            <button type="submit" className={`${buttonVariants({ variant: 'secondary', size: 'large' })} relative w-full`}>
              <ProviderIcon id={choice.id} />
              {choice.text}
              {lastMethod === choice.id ? <LastUsedBadge>{texts.lastUsed}</LastUsedBadge> : null}
            </button>
          </form>
        ))}
      </div>
      <div className="my-6 flex items-center gap-4 text-faint text-xs">
        <span className="h-px flex-1 bg-line" />
        {texts.or}
        <span className="h-px flex-1 bg-line" />
      </div>
    </>
  );
}
