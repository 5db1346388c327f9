import { Fingerprint } from 'lucide-react';
import type { ReactNode } from 'react';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { ButtonVariants } from '#components/ui/button-variants.ts';

export type PasskeyTexts = { submit: string; pending: string; failed: string };

/** What a form needs besides these fields so that `public/passkeys.js` asks the authenticator before it is sent. */
export function passkeyFormData(options: PasskeyOptions) {
  return { 'data-passkey': `/api/v1${options.path}`, 'data-passkey-body': JSON.stringify(options.body) };
}

/** The endpoint that makes the options, and what it is sent. */
export type PasskeyOptions = { path: string; body: Record<string, string> };

type PasskeyFieldsProps = ButtonVariants & { texts: PasskeyTexts; nonce?: string | undefined; children?: ReactNode };

/** The button, the field for the answer, what went wrong, and the script that brings them together. */
export function PasskeyFields({ texts, nonce, children, variant, size }: PasskeyFieldsProps) {
  return (
    <>
      <input type="hidden" name="credential" defaultValue="" />
      <SubmitButton variant={variant} size={size} className="relative w-full" pendingLabel={texts.pending}>
        <span className="inline-flex items-center gap-2 align-middle">
          <Fingerprint aria-hidden className="size-[1.125rem] opacity-80" />
          {texts.submit}
        </span>
        {children}
      </SubmitButton>
      <p role="status" data-passkey-status data-failed={texts.failed} className="mt-3 text-center text-muted text-sm empty:hidden" />
      <script src="/passkeys.js" async nonce={nonce} />
    </>
  );
}
