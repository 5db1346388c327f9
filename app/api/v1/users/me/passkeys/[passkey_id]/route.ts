import { removePasskey as removeContract, renamePasskey as renameContract } from '#lib/contracts/passkeys.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { removePasskey, renamePasskey } from '#lib/passkeys/manage-passkeys.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  PATCH: route(renameContract, ({ actor, params, body, context }) => renamePasskey(actor, params.passkey_id, body.name, context.caller)),
  DELETE: route(removeContract, ({ actor, params, context }) => removePasskey(actor, params.passkey_id, context.caller)),
});
