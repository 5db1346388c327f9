import { createHmac } from 'node:crypto';
import { generateAuthenticationOptions, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { derivedKey } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import { type ChallengePurpose, type Expected, issueChallenge } from './challenge.ts';
import { dialogueMilliseconds, relyingParty } from './relying-party.ts';

export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

type Allowed = { id: string; transports: string[] };

async function makeOptions(purpose: ChallengePurpose, expected: Expected, allowed: Allowed[]): Promise<RequestOptions> {
  const challenge = await issueChallenge(purpose, expected);
  return generateAuthenticationOptions({
    rpID: relyingParty().id,
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    userVerification: 'required',
    timeout: dialogueMilliseconds,
    allowCredentials: allowed,
  });
}

function findAllowed(userId: string): Promise<Allowed[]> {
  return db()
    .passkey.findMany({ where: { userId }, orderBy: { createdAt: 'asc' }, select: { credentialId: true, transports: true } })
    .then((rows) => rows.map(({ credentialId, transports }) => ({ id: credentialId, transports })));
}

/** Lengths of credential ids as common authenticators make them. */
const decoyLengths = [16, 20, 32, 32] as const;

/** The passkey of somebody who has none: always the same for a name, so that asking again does not tell it from a real one. */
async function decoy(name: string): Promise<Allowed> {
  const mac = createHmac('sha512', await derivedKey('passkey-decoy'))
    .update(name)
    .digest();
  const length = decoyLengths[(mac[63] ?? 0) % decoyLengths.length];
  return { id: mac.subarray(0, length).toString('base64url'), transports: ['hybrid', 'internal'] };
}

/** Options for signing in without a name: the authenticator knows who it is. */
export function anyoneOptions(purpose: ChallengePurpose): Promise<RequestOptions> {
  return makeOptions(purpose, 'anyone', []);
}

/** Options for signing in as somebody. Whoever has no passkey, or no account, gets one that nobody has: the answer must not tell. */
export async function namedOptions(purpose: ChallengePurpose, userId: string | null, name: string): Promise<RequestOptions> {
  const [allowed, stand] = await Promise.all([userId ? findAllowed(userId) : [], decoy(userId ?? name)]);
  return makeOptions(purpose, userId, allowed.length > 0 ? allowed : [stand]);
}

/** Options for somebody who is known already and has a passkey. */
export async function ownOptions(purpose: ChallengePurpose, userId: string): Promise<RequestOptions> {
  return makeOptions(purpose, userId, await findAllowed(userId));
}
