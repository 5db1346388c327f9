/** A session of this application, as it is kept between calls. */
export type Tokens = {
  accessToken: string;
  refreshToken: string;
  /** When the access token ends by this machine's clock, in milliseconds. */
  expiresAt: number;
  sessionId: string;
};

/** Where tokens are kept. `write(null)` forgets them. */
export type TokenStore = {
  read: () => Tokens | null | Promise<Tokens | null>;
  write: (tokens: Tokens | null) => void | Promise<void>;
  /** Set when other tabs read and write the same place: the name they agree on, so that only one of them refreshes. */
  sharedAs?: string;
};

/** Kept until the page or the process ends. What script in the page can reach later, it cannot find here. */
export function memoryTokens(tokens: Tokens | null = null): TokenStore {
  let kept = tokens;
  return {
    read: () => kept,
    write: (next) => {
      kept = next;
    },
  };
}

function isTokens(value: unknown): value is Tokens {
  if (typeof value !== 'object' || value === null) return false;
  const { accessToken, refreshToken, expiresAt, sessionId } = value as Record<string, unknown>;
  return (
    typeof accessToken === 'string' && typeof refreshToken === 'string' && typeof expiresAt === 'number' && typeof sessionId === 'string'
  );
}

/**
 * Kept in `localStorage` (all tabs, until signed out) or `sessionStorage` (one tab). Every script of the origin can read
 * it: use it where a strict Content-Security-Policy lets only your own scripts run, or keep tokens on your server instead.
 */
export function webStorageTokens(storage: Storage, key = 'gatehouse'): TokenStore {
  const shared = typeof localStorage !== 'undefined' && storage === localStorage;
  return {
    read: () => {
      try {
        const value: unknown = JSON.parse(storage.getItem(key) ?? 'null');
        return isTokens(value) ? value : null;
      } catch {
        return null;
      }
    },
    write: (tokens) => {
      if (tokens) storage.setItem(key, JSON.stringify(tokens));
      else storage.removeItem(key);
    },
    ...(shared && { sharedAs: key }),
  };
}
