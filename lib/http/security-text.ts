import { env } from '#lib/env.ts';

const day = 24 * 3600_000;

/** Where to report a weakness (RFC 9116), at the mailbox that RFC 2142 §4 sets aside for it. */
export function answerSecurityText(): Response {
  const { APP_URL } = env();
  // Whole days, so that the answer is the same all day and on every instance.
  const expires = new Date((Math.floor(Date.now() / day) + 180) * day).toISOString();
  const lines = [
    `Contact: mailto:security@${new URL(APP_URL).hostname}`,
    `Expires: ${expires}`,
    'Preferred-Languages: en, de',
    `Canonical: ${APP_URL}/.well-known/security.txt`,
  ];
  return new Response(`${lines.join('\n')}\n`, {
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'public, max-age=3600' },
  });
}
