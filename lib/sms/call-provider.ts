import { TextDeliveryError } from './delivery.ts';

const limitMilliseconds = 10_000;
const restMilliseconds = 2_000;
const maxAnswerBytes = 64 * 1024;

let restingUntil = 0;

export type ProviderAnswer = { status: number; body: string };

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

/** One POST to the provider of text messages: ten seconds for all of it, no redirects, a short answer. Throws TextDeliveryError. */
export async function callProvider(url: URL, headers: Record<string, string>, body: string): Promise<ProviderAnswer> {
  // While the provider does not answer, a long queue must not keep every worker waiting for it.
  if (Date.now() < restingUntil) throw new TextDeliveryError('The SMS provider did not answer a moment ago.', { permanent: false });
  try {
    // A redirect would carry the credentials and the number to whoever the answer names.
    const signal = AbortSignal.timeout(limitMilliseconds);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    return { status: response.status, body: await readSome(response) };
  } catch (error) {
    restingUntil = Date.now() + restMilliseconds;
    throw new TextDeliveryError(`The SMS provider did not answer (${reasonOf(error)}).`, { permanent: false });
  }
}

/** Refused: for good where the message itself is to blame. Our credentials and their overload get mended, so we retry. */
export function refused(status: number, code: string | null, permanent: boolean): TextDeliveryError {
  const words = permanent ? 'refused the message' : 'did not take the message';
  return new TextDeliveryError(`The SMS provider ${words} (${[status, code].filter(Boolean).join(' ')}).`, { permanent });
}
