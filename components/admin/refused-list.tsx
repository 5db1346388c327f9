import { getFormatter, getTranslations } from 'next-intl/server';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Badge } from '#components/ui/badge.tsx';
import type { LimitRefusalShape } from '#lib/contracts/limits.ts';

type RefusedListProps = {
  refused: LimitRefusalShape[];
  timezone: string;
  mayForget: boolean;
  forget: (form: FormData) => Promise<void>;
};

function statusOf({ active, forgotten_at: forgottenAt, last_at: lastAt }: LimitRefusalShape) {
  if (active) return ['danger', 'isActive'] as const;
  return forgottenAt && forgottenAt >= lastAt ? (['success', 'isForgotten'] as const) : (['neutral', 'isOver'] as const);
}

/** Who ran into a limit, with the way to let them begin anew while it lasts. */
export async function RefusedList({ refused, timezone, mayForget, forget }: RefusedListProps) {
  const [t, format] = await Promise.all([getTranslations('limits'), getFormatter()]);
  const inWords = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeStyle: 'medium', timeZone: timezone });
  // The end of an id tells two apart; its beginning is the time they were made.
  const nameOf = ({ subject: { type, id, label, address } }: LimitRefusalShape) => {
    if (type === 'others') return t('others');
    return label ?? address ?? t(type === 'key' ? 'key' : 'caller', { id: `…${id?.slice(-8) ?? ''}` });
  };
  return (
    <ul className="divide-y divide-line">
      {refused.map((entry) => {
        const { limit, bucket, subject, count, since, last_at: last, active } = entry;
        const who = nameOf(entry);
        const [tone, text] = statusOf(entry);
        return (
          <li key={`${limit}:${bucket}:${subject.ref}`} className="flex flex-wrap items-center gap-x-6 gap-y-3 px-5 py-4 sm:px-6">
            <div className="min-w-0 flex-1 basis-72">
              <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                <span className="break-all font-medium text-sm">{who}</span>
                <Badge tone={tone}>{t(text)}</Badge>
              </p>
              <p className="mt-0.5 text-muted text-sm">
                <code className="font-mono text-[0.8125rem]">{limit}</code> · {bucket} · {t('timesText', { count })}
              </p>
              {subject.type === 'others' ? <p className="mt-0.5 text-faint text-xs">{t('othersText')}</p> : null}
              <p className="mt-0.5 text-faint text-xs tabular-nums">
                {t('since')}: {inWords(since)} · {t('last')}: {inWords(last)}
              </p>
            </div>
            {mayForget && active && subject.type !== 'others' ? (
              <form action={forget} data-step-up="" className="group max-sm:w-full">
                <input type="hidden" name="limit" value={limit} />
                <input type="hidden" name="bucket" value={bucket} />
                <input type="hidden" name="subject" value={subject.ref} />
                <SubmitButton variant="secondary" size="small" className="max-sm:w-full" pendingLabel={t('forgetting')}>
                  <span aria-hidden>{t('forget')}</span>
                  <span className="sr-only">{t('forgetFor', { who, limit: `${limit} · ${bucket}` })}</span>
                </SubmitButton>
              </form>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
