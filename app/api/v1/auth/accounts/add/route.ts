import { addAccount } from '#lib/contracts/accounts.ts';
import { ServiceError } from '#lib/errors.ts';
import { addingCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { findHeldAccounts } from '#lib/sessions/held-accounts.ts';
import { addingMark, maxHeldAccounts } from '#lib/sessions/held-tokens.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(addAccount, async ({ context }) => {
    const { sessionCookie, caller } = context;
    const held = caller.heldTokens ?? [];
    const live = await findHeldAccounts([...(sessionCookie ? [sessionCookie] : []), ...held]);
    if (live.length > maxHeldAccounts) throw new ServiceError('CONFLICT', { message: 'Sign out of an account first.' });
    return new Reply({ adding: true as const }, { cookies: [addingCookie(addingMark(sessionCookie, held))] });
  }),
});
