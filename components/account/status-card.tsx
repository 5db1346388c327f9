import { Clock, MailCheck, MonitorSmartphone, Shield } from 'lucide-react';

const icons = { mail: MailCheck, clock: Clock, devices: MonitorSmartphone, shield: Shield };
const tones = {
  neutral: 'bg-sunken text-muted',
  success: 'bg-success-soft text-success-text',
  warning: 'bg-warning-soft text-warning-text',
};

type StatusCardProps = { icon: keyof typeof icons; term: string; value: string; title?: string; tone?: keyof typeof tones };

/** One fact at a glance. */
export function StatusCard({ icon, term, value, title, tone = 'neutral' }: StatusCardProps) {
  const Icon = icons[icon];
  return (
    <dl className="flex items-center gap-3.5 rounded-card border border-line bg-surface p-4 shadow-card">
      <span className={`flex size-10 shrink-0 items-center justify-center rounded-xl ${tones[tone]}`} aria-hidden>
        <Icon className="size-[1.125rem]" />
      </span>
      <div className="min-w-0">
        <dt className="text-faint text-xs">{term}</dt>
        <dd className="mt-0.5 font-medium text-sm" title={title}>
          {value}
        </dd>
      </div>
    </dl>
  );
}
