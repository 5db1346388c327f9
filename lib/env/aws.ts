import type { Values } from './fields.ts';

export type AwsCredentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };

export function awsCredentials(values: Values): AwsCredentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '', AWS_SESSION_TOKEN: sessionToken } = values;
  return { accessKeyId, secretAccessKey, sessionToken };
}
