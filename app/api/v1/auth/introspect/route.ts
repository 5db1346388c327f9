import { introspect } from '#lib/contracts/tokens.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { introspectToken } from '#lib/tokens/introspect-tokens.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(introspect, ({ body }) => introspectToken(body.token)),
});
