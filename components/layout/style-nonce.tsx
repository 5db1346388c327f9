'use client';

/** Gives the page's nonce to the <style> that dialogs add to lock scrolling (react-remove-scroll asks this global for it). */
export function StyleNonce({ nonce }: { nonce: string | null }) {
  if (typeof window !== 'undefined' && nonce) (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ ??= nonce;
  return null;
}
