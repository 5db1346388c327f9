import { confirmIdentityHere, sendStepUpCode } from '#app/(auth)/step-up/actions.ts';
import { describeOwnStepUp } from './describe-own-step-up.ts';
import { signOutToRecover } from './sign-out.ts';

/** What the dialog that asks for a fresh proof calls. */
export const stepUpInDialog = {
  describeStepUp: describeOwnStepUp,
  send: sendStepUpCode,
  confirm: confirmIdentityHere,
  recover: signOutToRecover,
};
