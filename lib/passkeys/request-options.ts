import { generateAuthenticationOptions, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
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

/**
 * Options for signing in: as whoever it is, or as somebody (null: a name that nobody has). They list no passkeys, because
 * how many somebody has, or has one day, would tell that there is an account; all of ours are discoverable.
 */
export function signInOptions(purpose: ChallengePurpose, expected: Expected): Promise<RequestOptions> {
  return makeOptions(purpose, expected, []);
}

/** Options for somebody who is known already and has a passkey. */
export async function ownOptions(purpose: ChallengePurpose, userId: string): Promise<RequestOptions> {
  return makeOptions(purpose, userId, await findAllowed(userId));
}
