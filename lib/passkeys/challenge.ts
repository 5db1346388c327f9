import { randomToken, sha256 } from '#lib/crypto/hash.ts';
import { db } from '#lib/db/client.ts';
import type { PasskeyCeremony } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { lifetimes, secondsFromNow } from '#lib/sessions/lifetimes.ts';

/** What a challenge is good for. An answer in another ceremony, from another holder or of another kind finds nothing. */
export type ChallengePurpose = {
  ceremony: PasskeyCeremony;
  kind: 'browser' | 'api';
  /** A session's id, an open sign-in's id or a browser's cookie; null for an application that signs in, which has none of them. */
  holder: string | null;
};

/** Whose passkey must answer. `anyone` while nobody is named; null where the name that was given is nobody's. */
export type Expected = 'anyone' | string | null;

function purposeColumns({ ceremony, kind, holder }: ChallengePurpose) {
  return { ceremony, kind, holderHash: holder === null ? null : sha256(holder) };
}

/** A new challenge of 256 random bits, as the authenticator gets it; only its hash is kept. */
export async function issueChallenge(purpose: ChallengePurpose, expected: Expected): Promise<string> {
  const challenge = randomToken();
  await db().passkeyChallenge.create({
    data: {
      ...purposeColumns(purpose),
      id: uuidv7(),
      challengeHash: sha256(challenge),
      userId: expected === 'anyone' ? null : expected,
      named: expected !== 'anyone',
      expiresAt: secondsFromNow(lifetimes.passkeyChallenge),
    },
    select: { id: true },
  });
  return challenge;
}

/** Uses a challenge up by one conditional update, before its answer is looked at; null when it is not good for this. */
export async function consumeChallenge(challenge: string, purpose: ChallengePurpose): Promise<{ expected: Expected } | null> {
  const [row] = await db().passkeyChallenge.updateManyAndReturn({
    where: { ...purposeColumns(purpose), challengeHash: sha256(challenge), consumedAt: null, expiresAt: { gt: new Date() } },
    data: { consumedAt: new Date() },
    select: { userId: true, named: true },
  });
  return row ? { expected: row.named ? row.userId : 'anyone' } : null;
}
