import { AwsV4Signer } from 'aws4fetch';
import { callProvider, refused } from './call-provider.ts';
import type { TextDelivery } from './delivery.ts';

export type AwsCredentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };

export type SnsAccount = { region: string; endpoint?: string | undefined; credentials: AwsCredentials };

function errorCode(body: string): string | null {
  return /<Code>(\w{1,60})<\/Code>/.exec(body)?.[1] ?? null;
}

const hopeless = new Set(['InvalidParameter', 'InvalidParameterValue', 'ParameterValueInvalid', 'OptedOut', 'ValidationError']);

/** Sends through Amazon SNS, action Publish (2010-03-31), as a transactional message. Throws TextDeliveryError. */
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
  const { sessionToken, ...keys } = credentials;
  const signer = new AwsV4Signer({
    method: 'POST',
    url: url.href,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body,
    region,
    service: 'sns',
    allHeaders: true,
    ...keys,
    ...(sessionToken && { sessionToken }),
  });
  const { headers } = await signer.sign();
  const answer = await callProvider(url, Object.fromEntries(headers), body);
  if (answer.status >= 200 && answer.status < 300) return;
  const code = errorCode(answer.body);
  throw refused(answer.status, code, answer.status === 400 && code !== null && hopeless.has(code));
}
