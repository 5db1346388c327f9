import { confirmIdentityHere, sendStepUpCode } from '#app/(auth)/step-up/actions.ts';
import { describeOwnStepUp } from './describe-own-step-up.ts';

/** What the dialog that asks for a fresh proof calls. */
export const stepUpInDialog = { describeStepUp: describeOwnStepUp, send: sendStepUpCode, confirm: confirmIdentityHere };
