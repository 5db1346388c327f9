'use client';

import { ArrowRight, Plus, Search, UserRound } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { PaletteProps } from './palette.tsx';
import { matching, type PaletteEntry } from './palette-items.ts';

type Found = { query: string; users: PaletteEntry[]; failed: boolean };

type FoundUser = { id: string; name: string | null; email: string; username: string | null };

const icons = { pages: ArrowRight, actions: Plus, users: UserRound };
const quietMilliseconds = 200;

/** Users by the list's own search, with the rights of who asks; a fragment of a name, or a whole address. */
async function searchUsers(query: string, signal: AbortSignal): Promise<PaletteEntry[]> {
  const parameters = new URLSearchParams({ search: query, limit: '6' });
  const response = await fetch(`/api/v1/users?${parameters}`, {
    credentials: 'same-origin',
    headers: { Accept: 'application/json' },
    signal,
  });
  if (!response.ok) throw new Error(`The search answered ${response.status}.`);
  const { data } = (await response.json()) as { data: FoundUser[] };
  return data.map(({ id, name, email, username }) => ({
    href: `/admin/users/${id}`,
    label: name ? `${name} · ${email}` : email || username || id,
  }));
}

/** What was found for what is typed now; null while it is on its way. */
function useUserSearch(query: string, isOn: boolean): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (!isOn || query.length < 2) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      searchUsers(query, abort.signal).then(
        (users) => setFound({ query, users, failed: false }),
        () => (abort.signal.aborted ? undefined : setFound({ query, users: [], failed: true })),
      );
    }, quietMilliseconds);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query, isOn]);
  if (!isOn || query.length < 2) return { query, users: [], failed: false };
  return found?.query === query ? found : null;
}

/** A field with the entries under it (WAI-ARIA combobox): the focus stays in the field, the arrows choose, Enter goes there. */
export function PaletteDialog({ pages, actions, searchesUsers, texts, onClose }: PaletteProps & { onClose: () => void }) {
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  // Asked before the dialog takes the focus; it has no button of its own to give it back to.
  const [before] = useState(() => document.activeElement);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const query = typed.trim().slice(0, 120);
  const found = useUserSearch(query, searchesUsers);
  const groups = [
    { name: 'pages', entries: matching(pages, query) },
    { name: 'actions', entries: matching(actions, query) },
    { name: 'users', entries: found?.users ?? [] },
  ] as const;
  const entries = groups.flatMap((group) => group.entries.map((entry) => ({ ...entry, group: group.name })));
  const current = Math.min(chosen, Math.max(0, entries.length - 1));
  const count = entries.length === 1 ? texts.foundOne : texts.foundMany.replace('#', String(entries.length));
  const state = found === null ? texts.searching : found.failed ? texts.failed : entries.length === 0 ? texts.none : count;

  useEffect(() => {
    list.current?.querySelector(`#palette-${current}`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const go = (href: string | undefined) => {
    if (href === undefined) return;
    onClose();
    router.push(href);
  };
  const steps: Record<string, number> = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: entries.length - 1 };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      go(entries[current]?.href);
    }
    const next = steps[event.key];
    if (next === undefined || entries.length === 0) return;
    event.preventDefault();
    setChosen((next + entries.length) % entries.length);
  };
  let index = -1;
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-black/45 backdrop-blur-[2px]" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before instanceof HTMLElement) before.focus();
          }}
          className="fixed top-[min(12vh,6rem)] left-1/2 z-50 flex max-h-[min(32rem,calc(100dvh-8rem))] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 animate-fade flex-col overflow-hidden rounded-card border border-line bg-raised shadow-overlay"
        >
          <Dialog.Title className="sr-only">{texts.title}</Dialog.Title>
          <div className="flex items-center gap-3 border-line border-b px-4">
            <Search aria-hidden className="size-4 shrink-0 text-faint" />
            <input
              type="text"
              role="combobox"
              aria-label={texts.title}
              aria-expanded="true"
              aria-controls="palette-results"
              aria-activedescendant={entries.length > 0 ? `palette-${current}` : undefined}
              aria-autocomplete="list"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={120}
              placeholder={texts.placeholder}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setChosen(0);
              }}
              onKeyDown={onKeyDown}
              className="h-14 min-w-0 flex-1 bg-transparent text-base text-ink outline-none placeholder:text-faint"
            />
            <Dialog.Close className="rounded-md px-2 py-1 text-muted text-xs hover:bg-sunken hover:text-ink">{texts.close}</Dialog.Close>
          </div>
          <div ref={list} id="palette-results" role="listbox" aria-label={texts.results} className="min-h-0 flex-1 overflow-y-auto p-2">
            {groups.map(({ name, entries: shown }) => {
              if (shown.length === 0) return null;
              const Icon = icons[name];
              return (
                // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of options
                <div key={name} role="group" aria-labelledby={`palette-group-${name}`}>
                  <p id={`palette-group-${name}`} className="px-3 pt-2 pb-1 font-medium text-faint text-xs">
                    {texts[name]}
                  </p>
                  {shown.map(({ href, label }) => {
                    index += 1;
                    const at = index;
                    return (
                      // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and takes the keys for all of them
                      <div
                        key={href}
                        id={`palette-${at}`}
                        role="option"
                        tabIndex={-1}
                        aria-selected={at === current}
                        onClick={() => go(href)}
                        onMouseMove={() => setChosen(at)}
                        className="flex cursor-pointer items-center gap-3 rounded-control px-3 py-2 text-ink text-sm aria-selected:bg-accent-soft aria-selected:text-accent-text"
                      >
                        <Icon aria-hidden className="size-4 shrink-0 text-faint" />
                        <span className="min-w-0 truncate">{label}</span>
                      </div>
                    );
                  })}
                </div>
              );
            })}
          </div>
          <p role="status" className="border-line border-t px-4 py-2.5 text-muted text-xs">
            {state}
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
