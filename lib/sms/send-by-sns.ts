import type { AwsCredentials } from '#lib/env/aws.ts';
import { signAwsRequest } from '#lib/outbound/sign-aws-request.ts';
import type { TextDelivery } from './delivery.ts';
import { smsProvider } from './sms-provider.ts';

export type SnsAccount = { region: string; endpoint?: string | undefined; credentials: AwsCredentials };

function errorCode(body: string): string | null {
  return /<Code>(\w{1,60})<\/Code>/.exec(body)?.[1] ?? null;
}

const hopeless = new Set(['InvalidParameter', 'InvalidParameterValue', 'ParameterValueInvalid', 'OptedOut', 'ValidationError']);

/** Sends through Amazon SNS, action Publish (2010-03-31), as a transactional message. Throws DeliveryError. */
export async function sendBySns({ to, text }: TextDelivery, account: SnsAccount): Promise<void> {
  const { region, endpoint, credentials } = account;
  const url = new URL('/', endpoint ?? `https://sns.${region}.amazonaws.com`);
  const body = new URLSearchParams({
    Action: 'Publish',
    Version: '2010-03-31',
    PhoneNumber: to,
    Message: text,
    'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
  }).toString();
  const contentType = 'application/x-www-form-urlencoded; charset=utf-8';
  const headers = await signAwsRequest({ url, contentType, body, service: 'sns', region, credentials });
  const answer = await smsProvider.post(url, headers, body);
  if (answer.status >= 200 && answer.status < 300) return;
  const code = errorCode(answer.body);
  throw smsProvider.refused(answer.status, code, answer.status === 400 && code !== null && hopeless.has(code));
}
