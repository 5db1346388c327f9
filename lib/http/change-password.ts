import { env } from '#lib/env.ts';

/** Where password managers lead people to change their password (W3C, "A Well-Known URL for Changing Passwords"). */
export function answerChangePassword(): Response {
  return new Response(null, { status: 302, headers: { Location: `${env().APP_URL}/security#password`, 'Cache-Control': 'no-store' } });
}
