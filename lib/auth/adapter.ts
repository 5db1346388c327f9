import { PrismaAdapter } from '@auth/prisma-adapter';
import type { Adapter, AdapterUser } from 'next-auth/adapters';
import { findAccountByEmail, findAccountById } from '#lib/accounts/find-user.ts';
import { db } from '#lib/db/client.ts';
import { findLinkedAccount } from '#lib/linked-accounts/find-linked-account.ts';
import { providerProof } from '#lib/linked-accounts/provider-identity.ts';
import { registerIdentity } from '#lib/linked-accounts/register-identity.ts';
import { findActorByCookie } from '#lib/sessions/find-actor.ts';
import { signOut } from '#lib/sessions/revoke-sessions.ts';
import { completeSignIn } from '#lib/sign-in/complete-sign-in.ts';
import { type ProviderFlow, refuse } from './next-auth-flow.ts';

function presentUser(account: { id: string; emailVerifiedAt: Date | null }, email: string | null | undefined): AdapterUser {
  return { id: account.id, email: email ?? '', emailVerified: account.emailVerifiedAt };
}

/** Methods of the wrapped adapter that would write past our rooms: unsealed, unaudited, or a token in plain text. */
function refuseMethod(): never {
  throw new Error('This is not done through next-auth.');
}

/**
 * `@auth/prisma-adapter` with its storage replaced by our rooms: addresses are sealed and found by their blind index,
 * sessions come from `completeSignIn` alone and are kept as the SHA-256 of their token, provider tokens are dropped.
 */
export function createAdapter(flow: ProviderFlow): Adapter {
  const wrapped = PrismaAdapter(db() as unknown as Parameters<typeof PrismaAdapter>[0]);
  return {
    ...wrapped,

    async createUser() {
      const { identity, caller } = flow;
      if (!identity) return refuseMethod();
      const created = await registerIdentity(identity, caller);
      if (!created) {
        refuse(flow, 'account_exists');
        throw new Error('The address was taken in the meantime.');
      }
      return presentUser({ id: created.id, emailVerifiedAt: new Date() }, identity.email);
    },

    async getUser(id) {
      const account = await findAccountById(id);
      return account && presentUser(account, flow.identity?.email);
    },

    async getUserByEmail(email) {
      const account = await findAccountByEmail(flow.caller.pool, email);
      if (!account) return null;
      const linked = flow.identity && (await findLinkedAccount(flow.caller.pool, flow.identity));
      // Made by a callback of the same person at the same moment: createUser answers with it.
      if (linked?.id === account.id) return null;
      refuse(flow, 'account_exists', account);
      return presentUser(account, email);
    },

    async getUserByAccount() {
      const account = flow.identity && (await findLinkedAccount(flow.caller.pool, flow.identity));
      return account && presentUser(account, flow.identity?.email);
    },

    // Written together with the user. For anybody else there is no link to make: next-auth never sees who is signed in.
    async linkAccount(account) {
      const linked = flow.identity && (await findLinkedAccount(flow.caller.pool, flow.identity));
      if (linked?.id !== account.userId) refuseMethod();
    },

    async createSession(session) {
      const { identity, caller, previousCookie } = flow;
      const account = await findAccountById(session.userId);
      if (!identity || !account) return refuseMethod();
      const outcome = await completeSignIn({
        userId: account.id,
        pool: account.pool,
        dataKey: account.dataKey,
        proof: providerProof(identity),
        kind: 'browser',
        remember: false,
        caller,
        previousCookie,
        cookieToken: session.sessionToken,
      });
      // Switched on since the signIn callback asked: nothing was issued but a challenge.
      if (outcome.status !== 'signed_in') return refuseMethod();
      flow.completed = outcome;
      return { ...session, expires: outcome.session.expiresAt };
    },

    async getSessionAndUser(sessionToken) {
      const lookup = await findActorByCookie(sessionToken);
      if (!lookup.ok) return null;
      const { user, session, factorRequirement } = lookup.actor;
      const isOverdue = factorRequirement.status === 'overdue';
      return {
        // Who must set up a second factor first is signed in, and that is all that is said.
        user: isOverdue ? presentUser(user, null) : { ...presentUser(user, user.email), name: user.name },
        session: { sessionToken, userId: user.id, expires: session.expiresAt },
      };
    },

    // A session's end is set when it begins; being used does not move it.
    updateSession: async () => null,

    async deleteSession(sessionToken) {
      const lookup = await findActorByCookie(sessionToken);
      if (lookup.ok) await signOut(lookup.actor, 'this', flow.caller);
    },

    updateUser: refuseMethod,
    deleteUser: refuseMethod,
    unlinkAccount: refuseMethod,
    createVerificationToken: refuseMethod,
    useVerificationToken: refuseMethod,
  };
}
