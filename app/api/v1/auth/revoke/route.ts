import { revoke } from '#lib/contracts/tokens.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { revokeToken } from '#lib/tokens/revoke-token.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(revoke, ({ body, context }) => revokeToken(body.token, context.caller)),
});
