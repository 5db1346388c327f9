import { generateKeyPairSync } from 'node:crypto';
import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from '@simplewebauthn/server';
import { decodeClientDataJSON, isoCBOR } from '@simplewebauthn/server/helpers';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db } from '#lib/db/client.ts';
import { type ChallengePurpose, consumeChallenge } from './challenge.ts';
import { relyingParty } from './relying-party.ts';
import { userHandle } from './user-handle.ts';

/** An authenticator's answer to request options, as `PublicKeyCredential.toJSON()` makes it. */
export type Assertion = {
  id: string;
  rawId: string;
  type: 'public-key';
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string | null | undefined };
};

/**
 * `malformed` and `challenge` are found without looking at any account, so they may be told apart from the others;
 * `unknown`, `signature` and `counter` must look the same from outside.
 */
export type AssertionFailure = 'challenge' | 'malformed' | 'unknown' | 'signature' | 'backup_eligibility' | 'counter';

export type VerifiedPasskey = { id: string; userId: string; backupEligible: boolean };
export type AssertionOutcome =
  | { verified: true; passkey: VerifiedPasskey }
  | { verified: false; reason: AssertionFailure; userId: string | null };

let decoyKey: Uint8Array<ArrayBuffer> | undefined;

/** A public key nobody has the private one of: checked where there is no passkey, so that the work is the same. */
function decoyPublicKey(): Uint8Array<ArrayBuffer> {
  if (!decoyKey) {
    const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const coordinate = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
    decoyKey = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, coordinate(x)],
        [-3, coordinate(y)],
      ]),
    );
  }
  return decoyKey;
}

/** A signature of the right form that fits nothing. */
const noSignature = 'MAYCAQECAQE';

async function check(assertion: Assertion, challenge: string, publicKey: Uint8Array<ArrayBuffer>) {
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty();
  const { userHandle: handle, ...rest } = assertion.response;
  const response: AuthenticationResponseJSON = {
    ...assertion,
    response: { ...rest, ...(handle && { userHandle: handle }) },
    clientExtensionResults: {},
  };
  return verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin,
    expectedRPID,
    requireUserVerification: true,
    // The counter is compared by the update below: read first and written later, two copies at once would both pass.
    credential: { id: assertion.id, publicKey, counter: 0 },
  });
}

function readClientData(assertion: Assertion): { challenge: string } | null {
  try {
    const { challenge, crossOrigin } = decodeClientDataJSON(assertion.response.clientDataJSON);
    // Our pages are in nobody's frame. The library takes `crossOrigin: true` where no top origin is named.
    return typeof challenge === 'string' && !crossOrigin ? { challenge } : null;
  } catch {
    return null;
  }
}

function belongsTo(assertion: Assertion, userId: string, isNamed: boolean): boolean {
  const { userHandle: handle } = assertion.response;
  // Without a name the authenticator has to say whose passkey it is (WebAuthn §7.2, step 6).
  return handle ? Buffer.from(handle, 'base64url').equals(userHandle(userId)) : isNamed;
}

/** Writes the new counter down unless it went back or stood still: the passkey was copied (WebAuthn §7.2, step 22). */
async function countUse(id: string, newCounter: number, backedUp: boolean): Promise<boolean> {
  const signCount = BigInt(newCounter);
  const { count } = await db().passkey.updateMany({
    where: { id, OR: [{ signCount: { lt: signCount } }, ...(signCount === 0n ? [{ signCount: 0n }] : [])] },
    data: { signCount, backedUp, lastUsedAt: new Date() },
  });
  return count === 1;
}

/**
 * Whether a passkey answered the challenge: type, challenge, origin, RP id, presence, verification of the person,
 * backup flags, signature and counter (WebAuthn §7.2). The challenge is used up by the first answer, right or wrong.
 */
export async function verifyAssertion(assertion: Assertion, purpose: ChallengePurpose, caller: Caller): Promise<AssertionOutcome> {
  const refuse = (reason: AssertionFailure, userId: string | null = null) => ({ verified: false, reason, userId }) as const;
  const clientData = readClientData(assertion);
  if (!clientData) return refuse('malformed');
  const consumed = await consumeChallenge(clientData.challenge, purpose);
  if (!consumed) return refuse('challenge');
  const { expected } = consumed;
  const passkey = await db().passkey.findUnique({
    where: { credentialId: assertion.id },
    include: { user: { select: { pool: true } } },
  });
  try {
    // First all that does not depend on the passkey: what is wrong with the form of an answer is told whoever it names.
    const empty = { ...assertion, response: { ...assertion.response, signature: noSignature } };
    await check(empty, clientData.challenge, decoyPublicKey());
  } catch {
    return refuse('malformed');
  }
  const key = passkey?.publicKey ?? decoyPublicKey();
  const result = await check(assertion, clientData.challenge, key).catch(() => null);
  // Whoever is signed in, or has begun to, is named by the challenge; to begin one has to be of the pool that was asked for.
  const isHere = purpose.ceremony !== 'sign_in' || passkey?.user.pool === caller.pool;
  const isExpected = passkey && isHere && (expected === 'anyone' || expected === passkey.userId);
  if (!passkey || !isExpected || !belongsTo(assertion, passkey.userId, expected !== 'anyone')) return refuse('unknown', passkey?.userId);
  if (!result?.verified) return refuse('signature', passkey.userId);
  const { newCounter, credentialDeviceType, credentialBackedUp } = result.authenticationInfo;
  // BE is fixed when the credential is made: a change means that another authenticator answers.
  if ((credentialDeviceType === 'multiDevice') !== passkey.backupEligible) return refuse('backup_eligibility', passkey.userId);
  if (!(await countUse(passkey.id, newCounter, credentialBackedUp))) {
    const target = { type: 'passkey', id: passkey.id };
    await recordEvent(db(), { action: 'passkey.counter_regressed', result: 'failure', subjectId: passkey.userId, target, caller });
    return refuse('counter', passkey.userId);
  }
  return { verified: true, passkey: { id: passkey.id, userId: passkey.userId, backupEligible: passkey.backupEligible } };
}
