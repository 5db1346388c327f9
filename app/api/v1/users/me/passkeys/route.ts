import { addPasskey as addContract, listPasskeys as listContract } from '#lib/contracts/passkeys.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { listPasskeys } from '#lib/passkeys/manage-passkeys.ts';
import { addPasskey } from '#lib/passkeys/register-passkey.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, ({ actor }) => listPasskeys(actor)),
  POST: route(addContract, ({ actor, body, context }) => addPasskey(actor, body.credential, body.name, context.caller)),
});
