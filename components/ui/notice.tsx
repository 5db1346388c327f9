import type { ReactNode } from 'react';
import { Alert } from './alert.tsx';

type NoticeProps = { tone?: 'success' | 'danger'; className?: string; children: ReactNode };

/** What became of what the reader just did, said aloud as well; nothing where there is nothing to say. */
export function Notice({ tone = 'success', className, children }: NoticeProps) {
  if (!children) return null;
  return (
    <Alert tone={tone} role={tone === 'success' ? 'status' : 'alert'} {...(className && { className })}>
      {children}
    </Alert>
  );
}
