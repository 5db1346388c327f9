import { getTranslations } from 'next-intl/server';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';

type OfferedConnectionProps = { offer: { label: string; email: string }; accept: () => Promise<void> };

/** The provider that was tried before signing in, to be connected with one click. */
export async function OfferedConnection({ offer, accept }: OfferedConnectionProps) {
  const t = await getTranslations('connections');
  return (
    <Card aria-labelledby="offer">
      <CardHeader>
        <div className="min-w-0">
          <CardTitle id="offer">{t('offerTitle', { provider: offer.label })}</CardTitle>
          <CardDescription className="break-words">{t('offerText', { provider: offer.label, email: offer.email })}</CardDescription>
        </div>
      </CardHeader>
      <CardContent>
        <form action={accept} data-step-up className="group">
          <SubmitButton pendingLabel={t('connecting')}>{t('connect', { provider: offer.label })}</SubmitButton>
        </form>
      </CardContent>
    </Card>
  );
}
