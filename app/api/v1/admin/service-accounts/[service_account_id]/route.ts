import {
  deleteServiceAccount as deleteContract,
  getServiceAccount as getContract,
  updateServiceAccount as updateContract,
} from '#lib/contracts/service-accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { deleteServiceAccount, updateServiceAccount } from '#lib/service-accounts/change-account.ts';
import { getServiceAccount } from '#lib/service-accounts/list-accounts.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getContract, ({ actor, params }) => getServiceAccount(actor, params.service_account_id)),
  PATCH: route(updateContract, ({ actor, params, body, context }) =>
    updateServiceAccount(actor, params.service_account_id, body, context.caller),
  ),
  DELETE: route(deleteContract, ({ actor, params, context }) => deleteServiceAccount(actor, params.service_account_id, context.caller)),
});
