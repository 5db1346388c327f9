import { startPasskey as contract } from '#lib/contracts/passkeys.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { startPasskey } from '#lib/passkeys/register-passkey.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor }) => startPasskey(actor)),
});
