import type { TextMessage } from '#lib/sms/queue-text.ts';

/** English texts. {code} and {host} are filled in; only characters of the GSM alphabet, or a message costs double. */
export const en = {
  sign_in: '{code} is your code to sign in to {host}. It works for 10 minutes. Do not pass it on to anybody.',
  second_factor: '{code} is your code to finish signing in to {host}. If this was not you, somebody knows your password: change it.',
  step_up: '{code} confirms a change of your account at {host}. If this was not you, sign out all devices and change your password.',
  confirm_phone: '{code} confirms this number for an account at {host}. If this was not you, ignore this message.',
  factor_setup: '{code} switches text messages on as the second step of your account at {host}. Do not pass it on to anybody.',
  recovery_notice: 'Somebody wants to remove the second factors of your account at {host}. If this was not you, stop it: see your mail.',
  phone_replaced: 'This number no longer belongs to your account at {host}. If this was not you, change your password at once.',
} satisfies Record<TextMessage['kind'], string>;

export type TextTexts = typeof en;
