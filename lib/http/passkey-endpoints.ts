import { env } from '#lib/env.ts';

/** Where password managers lead people to make and manage passkeys (W3C, "Passkey Endpoints Well-Known URL"). */
export function answerPasskeyEndpoints(): Response {
  const page = `${env().APP_URL}/security#passkeys`;
  return Response.json({ enroll: page, manage: page }, { headers: { 'Cache-Control': 'public, max-age=3600' } });
}
