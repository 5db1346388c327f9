'use client';

import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { Fingerprint } from 'lucide-react';
import { useEffect, useState } from 'react';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { AddPasskey, type AddPasskeyTexts } from './add-passkey.tsx';

type PasskeyOfferProps = {
  dismiss: (form: FormData) => Promise<void>;
  texts: AddPasskeyTexts & { title: string; text: string; later: string; never: string };
};

/** Offers a passkey to somebody who signed in with a password, only where the browser can make one. */
export function PasskeyOffer({ dismiss, texts }: PasskeyOfferProps) {
  const [isShown, setShown] = useState(false);
  useEffect(() => setShown(browserSupportsWebAuthn()), []);
  if (!isShown) return null;
  return (
    <Card aria-labelledby="passkey-offer" className="mb-6">
      <CardContent className="flex flex-wrap items-start gap-4 pt-5 sm:flex-nowrap sm:pt-6">
        <span aria-hidden className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-accent-soft text-accent-text">
          <Fingerprint className="size-[1.125rem]" />
        </span>
        <div className="min-w-0 flex-1">
          <h2 id="passkey-offer" className="font-semibold text-base">
            {texts.title}
          </h2>
          <p className="mt-1 text-muted text-sm leading-6">{texts.text}</p>
          <div className="mt-4 flex flex-wrap items-center gap-2.5">
            <AddPasskey texts={texts} next="/security?notice=passkey_added" variant="primary" size="small" />
            <form action={dismiss} className="group">
              <SubmitButton variant="ghost" size="small" pendingLabel={texts.later} name="for" value="now">
                {texts.later}
              </SubmitButton>
            </form>
            <form action={dismiss} className="group">
              <SubmitButton variant="ghost" size="small" pendingLabel={texts.never} name="for" value="ever">
                {texts.never}
              </SubmitButton>
            </form>
          </div>
        </div>
      </CardContent>
    </Card>
  );
}
