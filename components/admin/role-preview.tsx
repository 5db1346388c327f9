import { Badge } from '#components/ui/badge.tsx';
import { PreviewBox } from './preview-box.tsx';
import type { PreviewView } from './role-state.ts';

/** Who gains and who loses what by a change of a role, before it is saved. */
export function RolePreview({ title, preview }: { title: string; preview: PreviewView }) {
  return (
    <PreviewBox title={title} summary={preview.summary}>
      {preview.sides.map(({ tone, title: side, permissions }) => (
        <div key={tone} className="mt-4">
          <h3 className="font-medium text-[0.8125rem] text-ink">{side}</h3>
          <ul className="mt-2 space-y-1.5">
            {permissions.map(({ name, label, count }) => (
              <li key={name} className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm leading-6">
                <Badge tone={tone}>{count}</Badge>
                <span className="text-ink">{label}</span>
                <code className="break-all font-mono text-muted text-xs">{name}</code>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {preview.people.length > 0 ? (
        <ul className="mt-4 divide-y divide-line border-line border-t">
          {preview.people.map(({ id, label, changes }) => (
            <li key={id} className="py-2 text-sm leading-6">
              <span className="break-words font-medium text-ink">{label}</span>
              <span className="block break-words text-[0.8125rem] text-muted leading-5">{changes}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {preview.more ? <p className="mt-2 text-[0.8125rem] text-muted leading-5">{preview.more}</p> : null}
    </PreviewBox>
  );
}
