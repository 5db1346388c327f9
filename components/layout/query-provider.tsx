'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError } from '#lib/client/api-error.ts';

/** A refusal will be refused again; only a lost connection is worth a second try. */
function retry(failures: number, error: Error): boolean {
  return failures < 2 && (!(error instanceof ApiError) || error.code === 'NETWORK' || error.status >= 500);
}

export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry }, mutations: { retry: false } } }));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
