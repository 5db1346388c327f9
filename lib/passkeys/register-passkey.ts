import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeAttestationObject, decodeClientDataJSON, isoBase64URL } from '@simplewebauthn/server/helpers';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { seal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { authenticatorName } from './authenticators.ts';
import { type ChallengePurpose, consumeChallenge, issueChallenge } from './challenge.ts';
import { type PasskeySummary, passkeyNameContext, presentPasskey } from './manage-passkeys.ts';
import { algorithms, dialogueMilliseconds, relyingParty } from './relying-party.ts';
import { userHandle } from './user-handle.ts';

/** More than anybody needs; without an end the options of a sign-in would have none. */
export const maxPasskeys = 25;

/** An authenticator's answer to creation options, as `PublicKeyCredential.toJSON()` makes it. */
export type Attestation = {
  id: string;
  rawId: string;
  type: 'public-key';
  response: { clientDataJSON: string; attestationObject: string; transports?: string[] | undefined };
};

function purposeOf({ session }: Actor): ChallengePurpose {
  return { ceremony: 'registration', kind: session.kind, holder: session.id };
}

/** Options to make a passkey with. Existing ones are excluded, so that an authenticator does not make a second one. */
export async function startPasskey(actor: Actor): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { user } = actor;
  const existing = await db().passkey.findMany({ where: { userId: user.id }, select: { credentialId: true, transports: true } });
  if (existing.length >= maxPasskeys) throw tooMany();
  const { id: rpID, name: rpName } = relyingParty();
  const challenge = await issueChallenge(purposeOf(actor), user.id);
  return generateRegistrationOptions({
    rpID,
    rpName,
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    userID: userHandle(user.id),
    userName: user.email ?? user.username ?? user.id,
    userDisplayName: user.name ?? '',
    timeout: dialogueMilliseconds,
    // Which device it is, is the person's business.
    attestationType: 'none',
    excludeCredentials: existing.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    // To be found without a name it has to be discoverable; to count as two factors it has to verify the person.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
}

function tooMany(): ServiceError {
  return new ServiceError('CONFLICT', { message: `Keep at most ${maxPasskeys} passkeys. Remove one first.` });
}

/** Certificates of makers were not asked for; parsing them would only give a stranger's bytes more code to meet. */
function hasCertificates(attestationObject: string): boolean {
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  const format = attestation.get('fmt');
  return !(format === 'none' || (format === 'packed' && !attestation.get('attStmt').get('x5c')));
}

function readChallenge(attestation: Attestation): string | null {
  try {
    const { challenge, crossOrigin } = decodeClientDataJSON(attestation.response.clientDataJSON);
    // Our pages are in nobody's frame; the library does not look at this when a passkey is made.
    return typeof challenge === 'string' && !crossOrigin ? challenge : null;
  } catch {
    return null;
  }
}

async function check(attestation: Attestation, challenge: string) {
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty();
  const { transports, ...response } = attestation.response;
  const json: RegistrationResponseJSON = {
    ...attestation,
    response: { ...response, ...(transports && { transports }) },
    clientExtensionResults: {},
  };
  if (hasCertificates(response.attestationObject)) return null;
  const result = await verifyRegistrationResponse({
    response: json,
    expectedChallenge: challenge,
    expectedOrigin,
    expectedRPID,
    requireUserPresence: true,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  });
  // The id in the signed data counts; the one beside it is only claimed.
  return result.verified && result.registrationInfo.credential.id === attestation.id ? result.registrationInfo : null;
}

/** What the authenticator made, or null when its answer does not fit. The challenge is used up first, right or wrong. */
async function verify(attestation: Attestation, purpose: ChallengePurpose, userId: string) {
  const challenge = readChallenge(attestation);
  const consumed = challenge ? await consumeChallenge(challenge, purpose) : null;
  if (!challenge || consumed?.expected !== userId) return null;
  return check(attestation, challenge).catch(() => null);
}

/**
 * Keeps a new passkey (WebAuthn §7.1). INVALID_TOKEN for an answer that does not fit the options that were made for
 * this session; CONFLICT for a credential that is known already, whoever has it.
 */
export async function addPasskey(
  actor: Actor,
  attestation: Attestation,
  name: string | undefined,
  caller: Caller,
): Promise<PasskeySummary> {
  const { user, session, dataKey } = actor;
  const about = { actorId: user.id, subjectId: user.id, subjectKey: dataKey, caller };
  const info = await verify(attestation, purposeOf(actor), user.id);
  if (!info) {
    await recordEvent(db(), { action: 'passkey.refused', result: 'failure', ...about });
    throw new ServiceError('INVALID_TOKEN', { message: 'This passkey could not be checked. Start again.' });
  }
  const id = uuidv7();
  const { credential, aaguid, credentialDeviceType, credentialBackedUp } = info;
  const called = name || authenticatorName(aaguid) || 'Passkey';
  try {
    return await inTransaction(async (transaction) => {
      await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${user.id}::uuid FOR UPDATE`;
      if ((await transaction.passkey.count({ where: { userId: user.id } })) >= maxPasskeys) throw tooMany();
      const row = await transaction.passkey.create({
        data: {
          id,
          userId: user.id,
          credentialId: credential.id,
          publicKey: new Uint8Array(credential.publicKey),
          signCount: BigInt(credential.counter),
          transports: [...new Set(credential.transports ?? [])],
          aaguid,
          backupEligible: credentialDeviceType === 'multiDevice',
          backedUp: credentialBackedUp,
          nameSealed: seal(dataKey, called, passkeyNameContext(id)),
        },
      });
      // What other sessions proved was the strongest until now; it must not be enough to remove this passkey again.
      await transaction.session.updateMany({ where: { userId: user.id, NOT: { id: session.id } }, data: { stepUpAt: null } });
      await recordEvent(transaction, { action: 'passkey.created', result: 'success', target: { type: 'passkey', id }, ...about });
      await queueMail(transaction, {
        userId: user.id,
        dataKey,
        locale: user.locale,
        message: { template: 'passkey_added', name: called, link: `${env().APP_URL}/security` },
      });
      return presentPasskey(row, dataKey);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new ServiceError('CONFLICT', { message: 'This passkey is registered already.' });
    throw error;
  }
}
