import { DeliveryError } from './delivery-error.ts';

const restMilliseconds = 2_000;
const maxAnswerBytes = 64 * 1024;

export type ProviderAnswer = { status: number; headers: Headers; body: string };

/** `name` and `what` are the words of its failures: "Amazon SES", "mail". */
type Provider = { name: string; what: string; limitMilliseconds: number };

export type ProviderClient = {
  /** One POST: a time limit for all of it, no redirects, a short answer. Throws DeliveryError. */
  post(url: URL, headers: Record<string, string>, body: string): Promise<ProviderAnswer>;
  /** Refused: for good where the delivery itself is to blame. Our credentials and their overload get mended, so we retry. */
  refused(status: number, code: string | null, permanent: boolean): DeliveryError;
};

async function readSome(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxAnswerBytes) throw new Error('too long');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code ?? (error instanceof Error ? error.name : 'unknown');
}

/** The way to a provider of mails or text messages that is called by HTTP. */
export function providerClient({ name, what, limitMilliseconds }: Provider): ProviderClient {
  let restingUntil = 0;
  return {
    async post(url, headers, body) {
      // While the provider does not answer, a long queue must not keep every worker waiting for it.
      if (Date.now() < restingUntil) throw new DeliveryError(`${name} did not answer a moment ago.`, { permanent: false });
      try {
        // A redirect would carry the credentials and the recipient to whoever the answer names.
        const signal = AbortSignal.timeout(limitMilliseconds);
        const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
        return { status: response.status, headers: response.headers, body: await readSome(response) };
      } catch (error) {
        restingUntil = Date.now() + restMilliseconds;
        throw new DeliveryError(`${name} did not answer (${reasonOf(error)}).`, { permanent: false });
      }
    },
    refused(status, code, permanent) {
      const words = permanent ? `refused the ${what}` : `did not take the ${what}`;
      return new DeliveryError(`${name} ${words} (${[status, code].filter(Boolean).join(' ')}).`, { permanent });
    },
  };
}
