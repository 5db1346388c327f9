import { headers } from 'next/headers';
import type { ReactElement } from 'react';
import { ImpersonationDenied } from '#components/layout/impersonation-denied.tsx';
import { PermissionDenied } from '#components/layout/permission-denied.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { readRequestContext } from '#lib/http/request-context.ts';
import { answerWithStatus } from '#lib/http/response-status.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { recordDenial } from '#lib/roles/record-denial.ts';
import type { Actor } from '#lib/sessions/actor.ts';

export type PageGuard = { actor: Actor; denied: null } | { actor: null; denied: ReactElement };

/** What somebody administers is closed to whoever acts as them: they would borrow rights that are not theirs. */
async function refuseActing(actor: Actor): Promise<ReactElement> {
  await recordDenial(actor, 'impersonating', readRequestContext(await headers()).caller);
  answerWithStatus(403);
  return <ImpersonationDenied name={actor.user.name ?? actor.user.email ?? ''} />;
}

/**
 * The first line of a page that needs a permission, or one of several. Without it the page returns `denied`: a real 403 that names the
 * permission, and an event in the trail. Next's `forbidden()` can do neither without a script.
 */
export async function guardPage(permission: Permission, ...others: readonly Permission[]): Promise<PageGuard> {
  const actor = await requireUser();
  if (actor.impersonator) return { actor: null, denied: await refuseActing(actor) };
  if ([permission, ...others].some((held) => isAllowed(actor, held))) return { actor, denied: null };
  await recordDenial(actor, permission, readRequestContext(await headers()).caller);
  answerWithStatus(403);
  return { actor: null, denied: <PermissionDenied permission={permission} /> };
}
