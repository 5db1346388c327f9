import { ChevronRight, Fingerprint, Mail, MessageSquare, Smartphone } from 'lucide-react';
import type { EnrollableFactor } from '#lib/factors/enrollable-factors.ts';

const places = {
  passkey: { href: '/security/passkeys', icon: Fingerprint },
  totp: { href: '/security/authenticator', icon: Smartphone },
  sms: { href: '/security/text-messages', icon: MessageSquare },
  email: { href: '/security/email-codes', icon: Mail },
} as const satisfies Record<EnrollableFactor, unknown>;

type FactorChoicesProps = { choices: { method: EnrollableFactor; title: string; text: string }[] };

/** One link for each second factor that can be set up. */
export function FactorChoices({ choices }: FactorChoicesProps) {
  return (
    <ul className="space-y-3">
      {choices.map(({ method, title, text }) => {
        const { href, icon: Icon } = places[method];
        return (
          <li key={method}>
            <a
              href={href}
              className="group/choice flex items-center gap-4 rounded-card border border-line bg-surface p-4 shadow-card transition-colors hover:border-line-strong"
            >
              <Icon aria-hidden className="size-5 shrink-0 text-faint" />
              <span className="min-w-0 flex-1">
                <span className="block font-medium text-sm">{title}</span>
                <span className="block text-muted text-sm leading-5">{text}</span>
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-faint transition-transform group-hover/choice:translate-x-0.5" />
            </a>
          </li>
        );
      })}
    </ul>
  );
}
