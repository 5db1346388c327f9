import { acceptOfferedConnection } from '#lib/contracts/connections.ts';
import { ServiceError } from '#lib/errors.ts';
import { clearedOfferedLinkCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { acceptOfferedLink } from '#lib/linked-accounts/offered-link.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(acceptOfferedConnection, async ({ actor, context }) => {
    const outcome = await acceptOfferedLink(actor, context.offeredLinkCookie, context.caller);
    if (outcome === 'identity_taken') throw new ServiceError('CONFLICT', { message: 'This identity is connected to another account.' });
    return new Reply({ connected: true as const }, { cookies: [clearedOfferedLinkCookie()] });
  }),
});
