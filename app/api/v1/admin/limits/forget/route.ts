import { forgetLimit } from '#lib/contracts/limits.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { forgetRefused } from '#lib/rate-limit/forget-limit.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(forgetLimit, async ({ actor, body, context }) => {
    await forgetRefused(actor, body, context.caller);
    return { forgotten: true as const };
  }),
});
