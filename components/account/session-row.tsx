'use client';

import { Bot, Laptop, Smartphone, Tablet } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dotted } from '#components/ui/dotted.tsx';
import type { SessionShape } from '#lib/contracts/shapes.ts';
import { deviceLabel, proofLabel } from './labels.ts';

type SessionRowProps = {
  session: SessionShape;
  timezone: string;
  /** Names by code, from the server: this browser may call a country differently, and hydration would fail. */
  countries: Record<string, string>;
  now: Date;
  action: (form: FormData) => Promise<void>;
  pending: boolean;
  onRevoke: () => void;
};

function deviceIcon({ kind, device }: SessionShape) {
  if (kind === 'api') return Bot;
  return device.type === 'mobile' ? Smartphone : device.type === 'tablet' ? Tablet : Laptop;
}

/** One device: what it is, since when and from where, and the way to end it. */
export function SessionRow({ session, timezone, countries, now, action, pending, onRevoke }: SessionRowProps) {
  const t = useTranslations();
  const format = useFormatter();
  const Icon = deviceIcon(session);
  const name = session.kind === 'api' && !session.device.browser ? t('sessions.api') : deviceLabel(t, session.device);
  const seen = new Date(session.last_seen_at);
  const ago = now.getTime() - seen.getTime() < 60_000 ? t('sessions.justNow') : format.relativeTime(seen, now);
  const started = format.dateTime(new Date(session.created_at), { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone });
  const facts = [
    t('sessions.lastSeen', { when: ago }),
    t('sessions.signedIn', { when: started }),
    session.impersonation ? null : proofLabel(t, session),
    session.impersonation && t('sessions.reason', { reason: session.impersonation.reason }),
    session.country && (countries[session.country] ?? session.country),
    session.ip,
  ].filter((fact) => fact !== null);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 p-4 sm:flex-nowrap sm:px-6 sm:py-5">
      <span
        aria-hidden
        className={`flex size-10 shrink-0 items-center justify-center rounded-xl ${session.current ? 'bg-accent-soft text-accent-text' : 'bg-sunken text-muted'}`}
      >
        <Icon className="size-[1.125rem]" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium text-sm">
          {name}
          {session.impersonation ? <Badge tone="warning">{t('sessions.impersonated')}</Badge> : null}
          {session.current ? <Badge tone="accent">{t('sessions.current')}</Badge> : null}
        </p>
        <p className="mt-0.5 text-[0.8125rem] text-muted leading-5">
          <Dotted facts={facts} />
        </p>
      </div>
      {session.current ? null : (
        <form
          action={action}
          onSubmit={(event) => {
            event.preventDefault();
            if (!pending) onRevoke();
          }}
          className="max-sm:w-full"
        >
          <input type="hidden" name="session_id" value={session.id} />
          <Button
            type="submit"
            variant="secondary"
            size="small"
            className="max-sm:w-full"
            aria-label={t('sessions.revokeLabel', { device: name })}
            aria-disabled={pending}
          >
            {pending ? t('sessions.revoking') : t('sessions.revoke')}
          </Button>
        </form>
      )}
    </li>
  );
}
