import * as accounts from './accounts.ts';
import { listActivity } from './activity.ts';
import { getDashboard } from './admin.ts';
import {
  changePassword,
  forgotPassword,
  login,
  logout,
  refresh,
  register,
  requestMagicLink,
  resendVerification,
  resetPassword,
  secureAccount,
  setupAdmin,
  startOauth,
  verifyEmail,
  verifyMagicLink,
} from './auth.ts';
import * as email from './change-email.ts';
import * as connections from './connections.ts';
import type { Endpoint } from './endpoint.ts';
import * as factors from './factors.ts';
import * as passkeys from './passkeys.ts';
import { listSessions, revokeOtherSessions, revokeSession } from './sessions.ts';
import { getSettings, updateSettings } from './settings.ts';
import { getMe, secureMyAccount, updateMe } from './users.ts';

/** Every endpoint of the API, in the order in which the reference shows them. */
export const contracts: readonly Endpoint[] = [
  register,
  verifyEmail,
  resendVerification,
  login,
  passkeys.startPasskeySignIn,
  passkeys.verifyPasskeySignIn,
  factors.startSecondFactor,
  factors.verifySecondFactor,
  requestMagicLink,
  verifyMagicLink,
  startOauth,
  logout,
  accounts.addAccount,
  accounts.switchAccount,
  accounts.signOutAccounts,
  refresh,
  forgotPassword,
  resetPassword,
  secureAccount,
  changePassword,
  setupAdmin,
  factors.startStepUp,
  factors.verifyStepUp,
  factors.setupFactor,
  factors.enableFactor,
  factors.disableFactor,
  factors.renewBackupCodes,
  factors.listFactors,
  passkeys.listPasskeys,
  passkeys.startPasskey,
  passkeys.addPasskey,
  passkeys.renamePasskey,
  passkeys.removePasskey,
  factors.listTrustedDevices,
  factors.revokeTrustedDevice,
  getMe,
  updateMe,
  connections.listConnections,
  connections.createConnection,
  connections.acceptOfferedConnection,
  connections.deleteConnection,
  email.getEmail,
  email.changeEmail,
  email.cancelEmailChange,
  email.confirmEmailCode,
  email.confirmEmailChange,
  email.revertEmailChange,
  listSessions,
  revokeSession,
  revokeOtherSessions,
  listActivity,
  secureMyAccount,
  getDashboard,
  getSettings,
  updateSettings,
];
