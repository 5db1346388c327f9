'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNow, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { ConfirmDialog } from '#components/ui/alert-dialog.tsx';
import { Button } from '#components/ui/button.tsx';
import { ApiError } from '#lib/client/api-error.ts';
import { call } from '#lib/client/call.ts';
import { sessionsQuery } from '#lib/client/sessions.ts';
import { revokeOtherSessions, revokeSession } from '#lib/contracts/sessions.ts';
import type { SessionShape } from '#lib/contracts/shapes.ts';
import { deviceLabel } from './labels.ts';
import { SessionRow } from './session-row.tsx';

type SessionListProps = {
  initial: SessionShape[];
  timezone: string;
  countries: Record<string, string>;
  revokeOne: (form: FormData) => Promise<void>;
  revokeOthers: () => Promise<void>;
};

/** The devices, live: served with the page, then kept fresh by the API. Each button is a form that works without a script. */
export function SessionList({ initial, timezone, countries, revokeOne, revokeOthers }: SessionListProps) {
  const t = useTranslations();
  const now = useNow({ updateInterval: 60_000 });
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [told, setTold] = useState('');
  const { data } = useQuery({ ...sessionsQuery(), initialData: initial });
  const sessions = data.toSorted((first, second) => Number(second.current) - Number(first.current));
  const refresh = () => client.invalidateQueries({ queryKey: sessionsQuery().queryKey });
  const others = sessions.filter(({ current }) => !current).length;

  const one = useMutation({
    mutationFn: (session: SessionShape) => call(revokeSession, { params: { session_id: session.id } }),
    onSuccess: (_, session) => setTold(t('sessions.revokedOne', { device: deviceLabel(t, session.device) })),
    onSettled: refresh,
  });
  const all = useMutation({
    mutationFn: () => call(revokeOtherSessions, { query: { except: 'current' } }),
    onSuccess: ({ revoked }) => setTold(t('sessions.revokedOthers', { count: revoked })),
    onSettled: refresh,
  });
  const error = one.error ?? all.error;

  return (
    <div className="space-y-6">
      {error ? (
        <Alert
          tone="danger"
          role="alert"
          title={error instanceof ApiError && error.code !== 'NETWORK' ? t(`errors.${error.code}`) : t('errors.UNAVAILABLE')}
        >
          {error instanceof ApiError && error.requestId ? (
            <p className="text-xs">
              {t('common.requestId')} <code className="break-all font-mono">{error.requestId}</code>
            </p>
          ) : null}
        </Alert>
      ) : null}
      <div role="status" className="empty:hidden">
        {told ? <Alert tone="success">{told}</Alert> : null}
      </div>
      <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card">
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            timezone={timezone}
            countries={countries}
            now={now}
            action={revokeOne}
            pending={one.isPending && one.variables.id === session.id}
            onRevoke={() => one.mutate(session)}
          />
        ))}
      </ul>
      {others > 0 ? (
        <form action={revokeOthers} onSubmit={(event) => event.preventDefault()} className="flex justify-end">
          <ConfirmDialog
            open={asking}
            onOpenChange={setAsking}
            trigger={
              <Button type="submit" variant="danger-outline">
                {t('sessions.revokeOthers')}
              </Button>
            }
            title={t('sessions.revokeOthersTitle')}
            description={t('sessions.revokeOthersText', { count: others })}
            cancelLabel={t('common.cancel')}
            confirmLabel={t('sessions.revokeOthers')}
            onConfirm={() => all.mutate()}
          />
        </form>
      ) : (
        <p className="text-center text-muted text-sm">{t('sessions.onlyThis')}</p>
      )}
    </div>
  );
}
