import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react';
import type { Gatehouse } from './create-gatehouse.ts';
import type { SessionState } from './session.ts';
import { type UserState, UserStore } from './user-store.ts';

type Provided = { gatehouse: Gatehouse; users: UserStore };

const Context = createContext<Provided | null>(null);

/** Gives the client to everything inside. Make the client once, outside of components. */
export function GatehouseProvider({ gatehouse, children }: { gatehouse: Gatehouse; children?: ReactNode }): ReactElement {
  const provided = useMemo(() => ({ gatehouse, users: new UserStore(gatehouse) }), [gatehouse]);
  useEffect(() => {
    // What cannot be read is as good as nothing: the state stays at `loading` only until the next sign-in.
    void gatehouse.session.ready().catch(() => undefined);
  }, [gatehouse]);
  return createElement(Context.Provider, { value: provided }, children);
}

function useProvided(): Provided {
  const provided = useContext(Context);
  if (!provided) throw new Error('This needs a <GatehouseProvider> around it.');
  return provided;
}

/** The client that the provider was given. */
export function useGatehouse(): Gatehouse {
  return useProvided().gatehouse;
}

const loading: SessionState = { status: 'loading' };

/** Whether somebody is signed in. On the server, and until the store has been read, `loading`. */
export function useSession(): SessionState {
  const { session } = useProvided().gatehouse;
  const subscribe = useCallback((changed: () => void) => session.subscribe(changed), [session]);
  return useSyncExternalStore(
    subscribe,
    () => session.state,
    () => loading,
  );
}

/** The signed-in user, loaded once for all components that ask, and `reload` after a change. */
export function useUser(): UserState & { reload: () => Promise<void> } {
  const { users } = useProvided();
  const state = useSyncExternalStore(users.subscribe, users.state, users.stateOnServer);
  return { ...state, reload: users.reload };
}

/** A function that signs out. */
export function useSignOut(): Gatehouse['signOut'] {
  return useGatehouse().signOut;
}

/** Shows its children to somebody who is signed in and, with `permission`, may do that. */
export function SignedIn({ permission, children }: { permission?: string; children?: ReactNode }): ReactNode {
  const session = useSession();
  if (session.status !== 'signed_in') return null;
  return permission === undefined || session.permissions.includes(permission) ? children : null;
}

/** Shows its children when nobody is signed in. */
export function SignedOut({ children }: { children?: ReactNode }): ReactNode {
  return useSession().status === 'signed_out' ? children : null;
}

/** Shows its children until it is known whether somebody is signed in. */
export function SessionLoading({ children }: { children?: ReactNode }): ReactNode {
  return useSession().status === 'loading' ? children : null;
}
