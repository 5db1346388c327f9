import type { Caller } from '#lib/audit/caller.ts';
import { type Bytes, hmacSha256, randomToken, sha256 } from '#lib/crypto/hash.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import type { Write } from '#lib/db/write-together.ts';
import { sealMail } from '#lib/email/queue-mail.ts';
import { jobCall } from '#lib/jobs/add-job.ts';
import { notMeLink } from '#lib/one-time-tokens/not-me-link.ts';
import { oneTimeTokenExpiry } from '#lib/one-time-tokens/one-time-token.ts';

/** Somebody with the password must not be able to fill the owner's mailbox. */
const maxMailsPerHour = 10;

export type NewSignIn = { userId: string; dataKey: Uint8Array; kind: 'browser' | 'api'; caller: Caller };

/** Keyed with the user's own key: without it nobody can find out by trying which programs somebody uses. */
function clientHash({ dataKey, caller }: NewSignIn): Bytes {
  return hmacSha256(dataKey, `known_client:${caller.userAgent ?? ''}`);
}

/**
 * For `writeTogether`: tells the owner of a sign-in by a browser without this user's device cookie, or by an application
 * whose User-Agent this user never signed in with. Not at the very first sign-in. The mail's job is added as the token
 * of its "this wasn't me" link is written, so it costs no round trip; what is known is looked up in the same statement.
 */
export function tellOfNewDevice(signIn: NewSignIn, isKnownDevice: boolean): Write[] {
  const { userId, dataKey, kind, caller } = signIn;
  const hash = kind === 'api' ? clientHash(signIn) : null;
  const remember = hash && [
    Prisma.sql`
      INSERT INTO known_client (user_id, client_hash) VALUES (${userId}::uuid, ${hash}::bytea)
      ON CONFLICT (user_id, client_hash) DO UPDATE SET last_used_at = now()`,
  ];
  if (isKnownDevice) return remember ?? [];
  const secret = randomToken();
  const { ip, userAgent } = caller;
  const { mailId, content } = sealMail(dataKey, {
    template: 'new_device',
    userAgent,
    ip,
    at: new Date().toISOString(),
    link: notMeLink(secret),
  });
  const isNewClient = hash
    ? Prisma.sql`NOT EXISTS (SELECT 1 FROM known_client k WHERE k.user_id = u.id AND k.client_hash = ${hash}::bytea)`
    : Prisma.sql`TRUE`;
  const payload = Prisma.sql`json_build_object('mail_id', ${mailId}::text, 'user_id', user_id, 'content', ${content}::text,
    'locale', (SELECT u.locale FROM "user" u WHERE u.id = user_id))`;
  return [
    ...(remember ?? []),
    {
      statement: Prisma.sql`
        INSERT INTO one_time_token (id, purpose, user_id, token_hash, expires_at)
        SELECT ${uuidv7()}::uuid, 'not_me', u.id, ${sha256(secret)}::bytea, ${oneTimeTokenExpiry('not_me')}::timestamptz FROM "user" u
        WHERE u.id = ${userId}::uuid AND u.last_sign_in_at IS NOT NULL AND ${isNewClient}
          AND (SELECT count(*) FROM one_time_token t
            WHERE t.user_id = u.id AND t.purpose = 'not_me' AND t.created_at > now() - interval '1 hour') < ${maxMailsPerHour}::int`,
      returning: jobCall('send_mail', payload),
    },
  ];
}
