import { type AwsCredentials, awsCredentials } from './aws.ts';
import { environmentHelp, type FieldName, type Values } from './fields.ts';
import type { Mistake } from './mistake.ts';

/** The provider of text messages, with what its client needs. */
export type SmsSettings =
  | { provider: 'twilio'; accountSid: string; authToken: string; from: string; apiUrl: string }
  | {
      provider: 'sns';
      region: string;
      endpoint?: string | undefined;
      credentials: AwsCredentials;
    }
  | { provider: 'http'; url: string; token: string };

const smsNeeds = {
  twilio: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'],
  sns: ['SNS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  http: ['SMS_HTTP_URL', 'SMS_HTTP_TOKEN'],
} as const satisfies Record<string, FieldName[]>;

export function checkSms(source: Record<string, unknown>, mistakes: Mistake[]): void {
  for (const [provider, names] of Object.entries(smsNeeds)) {
    if (source.SMS_PROVIDER === provider) {
      for (const name of names.filter((needed) => !source[needed]))
        mistakes.push({ name, problem: 'is missing', remedy: `SMS_PROVIDER=${provider} needs it. ${environmentHelp[name].description}` });
    }
    // Keys of AWS may be there for something else; a sender of text messages that is never asked is a mistake.
    const idle = source.SMS_PROVIDER ? undefined : names.find((name) => !name.startsWith('AWS_') && source[name]);
    if (idle)
      mistakes.push({ name: 'SMS_PROVIDER', problem: `is missing although ${idle} is set`, remedy: `Set SMS_PROVIDER=${provider}.` });
  }
}

export function smsSettings(values: Values): SmsSettings | null {
  const text = (name: FieldName) => String(values[name] ?? '');
  switch (values.SMS_PROVIDER) {
    case 'twilio':
      return {
        provider: 'twilio',
        accountSid: text('TWILIO_ACCOUNT_SID'),
        authToken: text('TWILIO_AUTH_TOKEN'),
        from: text('TWILIO_FROM'),
        apiUrl: values.TWILIO_API_URL,
      };
    case 'sns':
      return { provider: 'sns', region: text('SNS_REGION'), endpoint: values.SNS_ENDPOINT, credentials: awsCredentials(values) };
    case 'http':
      return { provider: 'http', url: text('SMS_HTTP_URL'), token: text('SMS_HTTP_TOKEN') };
    case undefined:
      return null;
  }
}
