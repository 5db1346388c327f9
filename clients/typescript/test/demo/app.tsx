// A page made of the hooks, for e2e/client.spec.ts.
import { createRoot } from 'react-dom/client';
import { createGatehouse, type Gatehouse, webStorageTokens } from '../../src/index.ts';
import { GatehouseProvider, SessionLoading, SignedIn, SignedOut, useGatehouse, useSession, useSignOut, useUser } from '../../src/react.ts';

declare global {
  interface Window {
    gatehouse: Gatehouse;
  }
}

window.gatehouse = createGatehouse({
  baseUrl: location.origin,
  store: webStorageTokens(localStorage),
  onSignedOut: (reason) => {
    document.title = `${document.title} ended:${reason}`;
  },
});

function Account() {
  const { user, isLoading, reload } = useUser();
  const gatehouse = useGatehouse();
  const signOut = useSignOut();
  const rename = async () => {
    await gatehouse.users.me.update({ name: 'Grace Hopper' });
    await reload();
  };
  return (
    <>
      <h1>{user ? `Hello ${user.name ?? user.email}` : `Loading ${isLoading}`}</h1>
      <button type="button" onClick={rename}>
        Rename
      </button>
      <button type="button" onClick={() => signOut()}>
        Sign out
      </button>
    </>
  );
}

function Greeting() {
  const { user } = useUser();
  return <p>{user?.email}</p>;
}

function Page() {
  const session = useSession();
  return (
    <>
      <SessionLoading>One moment</SessionLoading>
      <SignedOut>
        <h1>Nobody ({session.status === 'signed_out' && session.reason})</h1>
      </SignedOut>
      <SignedIn>
        <Account />
        <Greeting />
      </SignedIn>
      <SignedIn permission="admin.dashboard.read">
        <h2>For administrators</h2>
      </SignedIn>
    </>
  );
}

createRoot(document.body.appendChild(document.createElement('main'))).render(
  <GatehouseProvider gatehouse={window.gatehouse}>
    <Page />
  </GatehouseProvider>,
);
