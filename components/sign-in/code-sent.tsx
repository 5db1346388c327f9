import type { FormAction } from '#components/forms/form-state.ts';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { InboxHint } from './inbox-hint.tsx';
import { ResendForm, type ResendTexts } from './resend-form.tsx';
import { VerifyCodeForm, type VerifyCodeTexts } from './verify-code-form.tsx';

type CodeSentProps = {
  redirectTo: string;
  confirm: { action: FormAction; texts: VerifyCodeTexts };
  resend: { action: FormAction; texts: ResendTexts };
  /** Where another address or number can be given. */
  other: { href: string; label: string };
  channel: 'email' | 'sms';
};

/** Waiting for a code, in the tab that asked for it: the field, another message, another recipient. */
export function CodeSent({ redirectTo, confirm, resend, other, channel }: CodeSentProps) {
  return (
    <>
      <VerifyCodeForm {...confirm} redirectTo={redirectTo} />
      <div className="mt-8 space-y-3 border-line border-t pt-6 text-center">
        <ResendForm {...resend} redirectTo={redirectTo} />
        <p>
          <a href={other.href} className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
            {other.label}
          </a>
        </p>
      </div>
      <InboxHint channel={channel} />
    </>
  );
}
