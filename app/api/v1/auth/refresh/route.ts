import { refresh } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { refreshTokens } from '#lib/tokens/refresh-tokens.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(refresh, ({ body, context }) => refreshTokens(body.refresh_token, context.caller)),
});
