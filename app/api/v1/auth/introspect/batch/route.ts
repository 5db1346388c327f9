import { introspectBatch } from '#lib/contracts/tokens.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { introspectTokens } from '#lib/tokens/introspect-tokens.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(introspectBatch, ({ body }) => introspectTokens(body.tokens)),
});
