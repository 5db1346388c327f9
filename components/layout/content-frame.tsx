'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { useNavigation } from '#stores/navigation.ts';

/** Below this a page simply appears: a skeleton for a moment would only flicker. */
const patienceMs = 150;

/**
 * The content, or the skeleton of the page that is on its way. Not a loading.tsx: with that the document would be sent in
 * pieces that only a script puts together, and with 200 before it is known whether the page may be shown.
 */
export function ContentFrame({ skeletons, children }: { skeletons: Record<string, ReactNode>; children: ReactNode }) {
  const pending = useNavigation((state) => state.pending);
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => {
    if (!pending) return;
    const timer = setTimeout(() => setShown(pending), patienceMs);
    return () => {
      clearTimeout(timer);
      setShown(null);
    };
  }, [pending]);
  // A filter is part of the address, not of the layout.
  const skeleton = shown === null ? null : (skeletons[shown.split('?')[0] ?? ''] ?? null);
  return (
    <div aria-busy={skeleton ? true : undefined}>
      {skeleton}
      <div hidden={skeleton !== null}>{children}</div>
    </div>
  );
}
