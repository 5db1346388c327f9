import { PreviewBox } from './preview-box.tsx';
import type { SettingsPreviewView } from './settings-state.ts';

/** Whom a change of the settings would affect, before it is saved. */
export function SettingsPreview({ title, preview }: { title: string; preview: SettingsPreviewView }) {
  return (
    <PreviewBox title={title} summary={preview.summary}>
      <ul className="mt-2 space-y-3">
        {preview.changes.map(({ name, label, before, after, effect }) => (
          <li key={name} className="break-words text-sm leading-6">
            <span className="font-medium text-ink">{label}</span>: <del className="text-faint">{before}</del> <span aria-hidden>→</span>{' '}
            <ins className="no-underline">{after}</ins>
            <span className="block text-muted">{effect}</span>
          </li>
        ))}
      </ul>
    </PreviewBox>
  );
}
