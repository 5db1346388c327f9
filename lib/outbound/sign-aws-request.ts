import { AwsV4Signer } from 'aws4fetch';
import type { AwsCredentials } from '#lib/env/aws.ts';

type AwsRequest = { url: URL; contentType: string; body: string; service: string; region: string; credentials: AwsCredentials };

/** The headers of a POST to Amazon, signed (Signature Version 4). */
export async function signAwsRequest({
  url,
  contentType,
  body,
  service,
  region,
  credentials,
}: AwsRequest): Promise<Record<string, string>> {
  const { sessionToken, ...keys } = credentials;
  const signer = new AwsV4Signer({
    method: 'POST',
    url: url.href,
    headers: { 'content-type': contentType },
    body,
    region,
    service,
    allHeaders: true,
    ...keys,
    ...(sessionToken && { sessionToken }),
  });
  return Object.fromEntries((await signer.sign()).headers);
}
