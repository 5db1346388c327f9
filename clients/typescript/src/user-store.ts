import type { Gatehouse } from './create-gatehouse.ts';
import type { GetMeData } from './generated/types.ts';

export type UserState = {
  user: GetMeData | null;
  isLoading: boolean;
  /** Why the user could not be loaded. */
  error: unknown;
};

const nobody: UserState = { user: null, isLoading: false, error: null };
const unknown: UserState = { user: null, isLoading: true, error: null };

/** The signed-in user, loaded with the first who asks and again when somebody else signs in. */
export class UserStore {
  readonly #gatehouse: Gatehouse;
  readonly #listeners = new Set<() => void>();
  #state: UserState = unknown;
  #sessionId: string | null = null;
  #stop: (() => void) | null = null;

  constructor(gatehouse: Gatehouse) {
    this.#gatehouse = gatehouse;
  }

  state = (): UserState => this.#state;
  stateOnServer = (): UserState => unknown;

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    if (!this.#stop) {
      this.#stop = this.#gatehouse.session.subscribe(() => this.#follow());
      this.#follow();
    }
    return () => {
      this.#listeners.delete(changed);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = null;
    };
  };

  reload = async (): Promise<void> => {
    const sessionId = this.#sessionId;
    if (sessionId === null) return;
    this.#become({ ...this.#state, isLoading: true });
    let next: UserState;
    try {
      next = { user: await this.#gatehouse.users.me(), isLoading: false, error: null };
    } catch (error) {
      next = { ...this.#state, isLoading: false, error };
    }
    // An answer that comes after somebody else has signed in is about the wrong person.
    if (this.#sessionId === sessionId) this.#become(next);
  };

  #follow(): void {
    const session = this.#gatehouse.session.state;
    if (session.status === 'loading') return;
    const sessionId = session.status === 'signed_in' ? session.sessionId : null;
    if (sessionId === null) {
      this.#sessionId = null;
      this.#become(nobody);
    } else if (sessionId !== this.#sessionId) {
      this.#sessionId = sessionId;
      this.#become(unknown);
      void this.reload();
    }
  }

  #become(state: UserState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
