import { presentUser } from '#lib/accounts/present-user.ts';
import type { DataOf } from '#lib/contracts/endpoint.ts';
import type { impersonateUser } from '#lib/contracts/impersonation.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import type { IssuedSession } from '#lib/sessions/issue-session.ts';
import { heldAccountsCookie, sessionCookie } from './cookies.ts';
import { Reply } from './reply.ts';
import { tokensOf } from './signed-in-answer.ts';

type Impersonation = DataOf<typeof impersonateUser>;

/** What an administrator gets who acts as somebody: tokens, or the browser's cookies, where `own` are the sessions to come back to. */
export async function impersonationAnswer(
  { actor, session }: { actor: Actor; session: IssuedSession },
  own: readonly string[] | null,
): Promise<Reply<Impersonation>> {
  const isOverdue = actor.factorRequirement.status === 'overdue';
  const data = {
    status: 'signed_in',
    session_id: session.id,
    user: isOverdue ? null : presentUser(actor),
    expires_at: session.expiresAt.toISOString(),
  } as const;
  if (!own) return new Reply<Impersonation>({ ...data, ...(await tokensOf(actor, session)) }, { status: 201 });
  const cookies = [await sessionCookie(session.secret, false), await heldAccountsCookie({ tokens: [...own], remember: false })];
  return new Reply<Impersonation>(data, { status: 201, cookies });
}
