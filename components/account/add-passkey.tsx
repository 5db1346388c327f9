'use client';

import { browserSupportsWebAuthn, startRegistration, WebAuthnError } from '@simplewebauthn/browser';
import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { ButtonVariants } from '#components/ui/button-variants.ts';
import { ApiError } from '#lib/client/api-error.ts';
import { call } from '#lib/client/call.ts';
import { addPasskey, startPasskey } from '#lib/contracts/passkeys.ts';

export type AddPasskeyTexts = { add: string; adding: string; cancelled: string; known: string; failed: string; unsupported: string };

type AddPasskeyProps = ButtonVariants & {
  texts: AddPasskeyTexts;
  /** Where to go when it is done. */
  next: string;
};

function problemOf(error: unknown, texts: AddPasskeyTexts): string {
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return texts.known;
  if (error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'AbortError')) return texts.cancelled;
  return texts.failed;
}

/** Lets the browser make a passkey and keeps it. Without a script, or in a browser that cannot, it says so. */
export function AddPasskey({ texts, next, variant = 'secondary', size }: AddPasskeyProps) {
  const [isSupported, setSupported] = useState(true);
  const [isAdding, setAdding] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setSupported(browserSupportsWebAuthn()), []);
  async function add(event: FormEvent) {
    event.preventDefault();
    if (isAdding) return;
    setAdding(true);
    setProblem(null);
    try {
      const options = await call(startPasskey, { body: {} });
      // The contract names the members, the library their types.
      const optionsJSON = options as Parameters<typeof startRegistration>[0]['optionsJSON'];
      const { id, rawId, response } = await startRegistration({ optionsJSON });
      const { clientDataJSON, attestationObject, transports } = response;
      const credential = { id, rawId, type: 'public-key', response: { clientDataJSON, attestationObject, transports } } as const;
      await call(addPasskey, { body: { credential } });
      window.location.assign(next);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'STEP_UP_REQUIRED') {
        window.location.assign(`/step-up?redirect_to=${encodeURIComponent(window.location.pathname)}`);
        return;
      }
      setProblem(problemOf(error, texts));
      setAdding(false);
    }
  }
  return (
    <>
      <form onSubmit={add} data-step-up className={isSupported ? 'unscripted:hidden' : 'hidden'}>
        <Button type="submit" variant={variant} size={size} aria-disabled={isAdding || undefined}>
          {isAdding ? texts.adding : texts.add}
        </Button>
      </form>
      <p className={`text-muted text-sm ${isSupported ? 'hidden unscripted:block' : ''}`}>{texts.unsupported}</p>
      {problem ? (
        <p role="alert" className="mt-3 text-danger-text text-sm">
          {problem}
        </p>
      ) : null}
    </>
  );
}
