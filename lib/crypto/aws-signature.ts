import { createHash, createHmac } from 'node:crypto';

export type AwsCredentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };

type SignedCall = {
  method: 'GET' | 'POST';
  url: URL;
  /** Signed as they are, all of them; lower-case names. */
  headers: Record<string, string>;
  body: string;
  region: string;
  service: 'sns' | 'ses' | 'iam';
  credentials: AwsCredentials;
  now?: Date;
};

function hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function mac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** RFC 3986: everything but the unreserved characters, which is more than `encodeURIComponent` escapes. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&');
}

/**
 * The headers of a call to AWS, signed with Signature Version 4 (docs.aws.amazon.com, "Create a signed AWS API request").
 * Paths are taken as they stand: ours need no escaping.
 */
export function signAwsCall(call: SignedCall): Record<string, string> {
  const { method, url, body, region, service, credentials, now = new Date() } = call;
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const headers: Record<string, string> = {
    ...call.headers,
    host: url.host,
    'x-amz-date': time,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const signedHeaders = names.join(';');
  const canonicalHeaders = names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`).join('');
  const request = [method, url.pathname, canonicalQuery(url), canonicalHeaders, signedHeaders, hex(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, hex(request)].join('\n');
  const key = [time.slice(0, 8), region, service, 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${credentials.secretAccessKey}`);
  const signature = mac(key, text).toString('hex');
  const credential = `${credentials.accessKeyId}/${scope}`;
  return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}` };
}
