import { issueToken as contract } from '#lib/contracts/tokens.ts';
import { clientCredentials } from '#lib/http/client-credentials.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { issueClientToken } from '#lib/service-accounts/issue-client-token.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ body, context }) => issueClientToken(clientCredentials(body, context.authorization), body, context.caller)),
});
