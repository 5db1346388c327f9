import { signOutAccounts as contract } from '#lib/contracts/accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { switchedCookies } from '#lib/http/switched-cookies.ts';
import { signOutAccounts } from '#lib/sessions/switch-account.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, async ({ body, context }) => {
    const { sessionCookie: current, caller } = context;
    const { signedOut, ...left } = await signOutAccounts({ current, others: caller.heldTokens ?? [] }, body.session_id, caller);
    return new Reply({ signed_out: signedOut }, { cookies: await switchedCookies(left) });
  }),
});
