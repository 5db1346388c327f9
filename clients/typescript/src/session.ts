import { GatehouseError } from './gatehouse-error.ts';
import type { SignedIn } from './generated/types.ts';
import type { TokenStore, Tokens } from './token-store.ts';

/**
 * `signed_out`: by this application. `expired`: the session reached its end. `revoked`: it was ended elsewhere, by the
 * person, an administrator, or because its refresh token was used twice. `elsewhere`: another tab signed out.
 */
export type SignedOutReason = 'none' | 'signed_out' | 'expired' | 'revoked' | 'elsewhere';

export type SessionState =
  | { readonly status: 'loading' }
  | {
      readonly status: 'signed_in';
      readonly sessionId: string;
      /** From the access token, for what an interface shows. Services verify the token instead. */
      readonly userId: string | null;
      readonly roles: readonly string[];
      readonly permissions: readonly string[];
    }
  | { readonly status: 'signed_out'; readonly reason: SignedOutReason };

type TokenAnswer = Pick<SignedIn, 'access_token' | 'expires_in' | 'refresh_token' | 'session_id'>;

/** The session of an answer that carries tokens, null for every other one. */
export function tokensIn(data: unknown): Tokens | null {
  if (typeof data !== 'object' || data === null) return null;
  const { access_token, refresh_token, expires_in, session_id } = data as Partial<TokenAnswer>;
  if (!access_token || !refresh_token || !session_id) return null;
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    expiresAt: Date.now() + (expires_in ?? 0) * 1000,
    sessionId: session_id,
  };
}

function claimsOf(accessToken: string): { sub?: unknown; roles?: unknown; permissions?: unknown } {
  try {
    const payload = (accessToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (char) => char.charCodeAt(0)))) as object;
  } catch {
    return {};
  }
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);

function stateOf(tokens: Tokens): SessionState {
  const { sub, roles, permissions } = claimsOf(tokens.accessToken);
  const userId = typeof sub === 'string' ? sub : null;
  return { status: 'signed_in', sessionId: tokens.sessionId, userId, roles: texts(roles), permissions: texts(permissions) };
}

/** What a refused refresh token says about the session; null when it says nothing, as a failing network. */
function endOf(error: unknown): SignedOutReason | null {
  if (!(error instanceof GatehouseError)) return null;
  if (error.code === 'TOKEN_REVOKED') return 'revoked';
  // A token nobody knows any more, or one that is not a token at all.
  return ['TOKEN_EXPIRED', 'UNAUTHENTICATED', 'VALIDATION_FAILED'].includes(error.code) ? 'expired' : null;
}

type SessionOptions = {
  store: TokenStore;
  /** POST /auth/refresh. */
  refresh: (refreshToken: string) => Promise<unknown>;
  /** An access token is renewed this long before its end. */
  earlySeconds: number;
  onSignedOut?: ((reason: SignedOutReason) => void) | undefined;
};

const signedOut = () => new GatehouseError({ code: 'UNAUTHENTICATED', status: 401, message: 'Sign in to do this.' });

/** Nothing comes when the other tab's refresh failed; then this one tries. */
const newsMilliseconds = 1000;

/** The session of this application: who is signed in, with which tokens, and when they are renewed. */
export class ClientSession {
  readonly #options: SessionOptions;
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #channel: BroadcastChannel | null;
  #state: SessionState = { status: 'loading' };
  #renewing: Promise<Tokens> | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#channel = this.#openChannel();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Calls `listener` with each new state. Answers the function that ends that. */
  subscribe(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The state once the store has been read. */
  async ready(): Promise<SessionState> {
    await this.#read();
    return this.#state;
  }

  /** An access token that is good for now, renewed if need be, for calls to your own services; null when nobody is signed in. */
  async accessToken(): Promise<string | null> {
    const tokens = await this.#read();
    if (!tokens) return null;
    if (this.#isFresh(tokens)) return tokens.accessToken;
    try {
      return (await this.renew(tokens.accessToken)).accessToken;
    } catch (error) {
      // It was renewed early: when that fails for another reason than the session's end, it is still good for a moment.
      if (endOf(error) === null && tokens.expiresAt > Date.now()) return tokens.accessToken;
      throw error;
    }
  }

  /** Takes over a session: the answer of a sign-in in token mode, or tokens kept elsewhere. */
  async adopt(session: Tokens | TokenAnswer): Promise<void> {
    const tokens = 'accessToken' in session ? session : tokensIn(session);
    if (!tokens) throw new TypeError('These are no tokens.');
    await this.#keep(tokens);
  }

  /** Forgets the session here. `gatehouse.signOut()` ends it on the server too. */
  async end(reason: SignedOutReason = 'signed_out'): Promise<void> {
    await this.#options.store.write(null);
    this.#become({ status: 'signed_out', reason });
    this.#channel?.postMessage('changed');
  }

  /** The access token was refused as revoked. Unless another one has taken its place, the session is over. */
  async wasRevoked(accessToken: string): Promise<void> {
    const tokens = await this.#options.store.read();
    if (tokens?.accessToken === accessToken) await this.end('revoked');
  }

  /** Exchanges the refresh token, once for however many callers, unless `stale` has been replaced meanwhile. */
  renew(stale: string): Promise<Tokens> {
    this.#renewing ??= this.#alone(stale, () => this.#exchange(stale)).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  /** Stops listening to other tabs. */
  close(): void {
    this.#channel?.close();
    if (typeof removeEventListener === 'function') removeEventListener('storage', this.#look);
    this.#listeners.clear();
  }

  async #exchange(stale: string): Promise<Tokens> {
    const { store, refresh } = this.#options;
    const before = await this.#read();
    if (!before) throw signedOut();
    // Another tab was faster, or somebody has signed in since.
    if (before.accessToken !== stale && this.#isFresh(before)) return before;
    let fresh: Tokens | null;
    try {
      fresh = tokensIn(await refresh(before.refreshToken));
    } catch (error) {
      const reason = endOf(error);
      // Only if it is still this session: a sign-in during the exchange made another one.
      if (reason && (await store.read())?.refreshToken === before.refreshToken) await this.end(reason);
      throw error;
    }
    if (!fresh) throw new GatehouseError({ code: 'UNREADABLE', message: 'The answer to a refresh carries no tokens.' });
    // Signed out, or somebody else signed in, while the exchange was under way: this session must not come back.
    const now = await store.read();
    if (now?.refreshToken !== before.refreshToken) {
      if (now) return now;
      throw signedOut();
    }
    await this.#keep(fresh);
    return fresh;
  }

  #isFresh(tokens: Tokens): boolean {
    return tokens.expiresAt - this.#options.earlySeconds * 1000 > Date.now();
  }

  /** Runs in one tab at a time where tabs share a store. */
  async #alone<T>(stale: string, work: () => Promise<T>): Promise<T> {
    const { sharedAs } = this.#options.store;
    if (sharedAs === undefined || typeof navigator === 'undefined' || !navigator.locks) return work();
    const name = `gatehouse-refresh:${sharedAs}`;
    const first = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => (lock ? { result: await work() } : null));
    if (first) return first.result;
    return navigator.locks.request(name, async () => {
      await this.#news(stale);
      return work();
    }) as Promise<T>;
  }

  /** What another tab has just written reaches the storage of this one a moment after its lock. */
  async #news(stale: string): Promise<void> {
    const { store } = this.#options;
    for (const deadline = Date.now() + newsMilliseconds; Date.now() < deadline && (await store.read())?.accessToken === stale; )
      await new Promise((done) => setTimeout(done, 10));
  }

  #openChannel(): BroadcastChannel | null {
    const { sharedAs } = this.#options.store;
    if (sharedAs === undefined) return null;
    // localStorage says itself when another tab's change has arrived, which can be after the message.
    if (typeof addEventListener === 'function') addEventListener('storage', this.#look);
    if (typeof BroadcastChannel === 'undefined') return null;
    const channel = new BroadcastChannel(`gatehouse-session:${sharedAs}`);
    // The message only says that something changed: what it is, is read from the store.
    channel.onmessage = this.#look;
    // Node keeps a process for an open channel.
    (channel as { unref?: () => void }).unref?.();
    return channel;
  }

  readonly #look = (): void => {
    this.#read().catch(() => undefined);
  };

  async #read(): Promise<Tokens | null> {
    const tokens = await this.#options.store.read();
    if (tokens) this.#become(stateOf(tokens));
    else if (this.#state.status !== 'signed_out')
      this.#become({ status: 'signed_out', reason: this.#state.status === 'loading' ? 'none' : 'elsewhere' });
    return tokens;
  }

  async #keep(tokens: Tokens): Promise<void> {
    await this.#options.store.write(tokens);
    this.#become(stateOf(tokens));
    this.#channel?.postMessage('changed');
  }

  #become(next: SessionState): void {
    const before = this.#state;
    // The same state is the same object, so that interfaces do not draw themselves again for each refresh.
    if (JSON.stringify(before) === JSON.stringify(next)) return;
    this.#state = next;
    for (const listener of this.#listeners) listener(next);
    if (next.status === 'signed_out' && before.status === 'signed_in') this.#options.onSignedOut?.(next.reason);
  }
}
