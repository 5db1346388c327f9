import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { addPasskey, startPasskey, startPasskeySignIn, verifyPasskeySignIn } from '#lib/contracts/passkeys.ts';
import { type ApiAnswer, type CallOptions, call, origin } from './api.ts';

/** A passkey whose private part the test holds, so that every part of an answer can be forged. */
export type SoftPasskey = {
  credentialId: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  algorithm: 'ES256' | 'EdDSA' | 'RS256';
  userHandle: string;
  counter: number;
  /** The BE flag it was made with. */
  backupEligible: boolean;
};

type Options = { challenge: string };

/** What differs from an honest answer. */
export type Forgery = {
  type?: string;
  challenge?: string;
  origin?: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  rpId?: string;
  userPresent?: boolean;
  userVerified?: boolean;
  backupEligible?: boolean;
  backedUp?: boolean;
  counter?: number;
  credentialId?: string;
  /** Another passkey signs. */
  signer?: KeyObject;
  signature?: string;
  userHandle?: string | null;
};

const aaguid = Buffer.from('fbfc3007154e4ecc8c0b6e020557d7bd', 'hex');

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const base64url = (data: Uint8Array | string) => Buffer.from(data).toString('base64url');

function clientData(type: string, { challenge }: Options, forgery: Forgery): string {
  const { crossOrigin = false, topOrigin } = forgery;
  const data = { type: forgery.type ?? type, challenge: forgery.challenge ?? challenge, origin: forgery.origin ?? origin, crossOrigin };
  return JSON.stringify({ ...data, ...(topOrigin && { topOrigin }) });
}

function authenticatorData(passkey: SoftPasskey, forgery: Forgery, attested?: Buffer): Buffer {
  const { userPresent = true, userVerified = true, backupEligible = passkey.backupEligible, backedUp = backupEligible } = forgery;
  const flags = [userPresent && 0x01, userVerified && 0x04, backupEligible && 0x08, backedUp && 0x10, attested && 0x40];
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(forgery.counter ?? passkey.counter);
  const byte = flags.reduce<number>((sum, flag) => sum + (flag || 0), 0);
  return Buffer.concat([sha256(forgery.rpId ?? 'localhost'), Buffer.from([byte]), counter, attested ?? Buffer.alloc(0)]);
}

/** The public key as COSE (RFC 9053). */
function coseKey({ publicKey, algorithm }: SoftPasskey): Uint8Array {
  const jwk = publicKey.export({ format: 'jwk' });
  const bytes = (text = '') => new Uint8Array(Buffer.from(text, 'base64url'));
  type Pair = [number, number | Uint8Array];
  const pairs: Pair[] =
    algorithm === 'ES256'
      ? [
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, bytes(jwk.x)],
          [-3, bytes(jwk.y)],
        ]
      : algorithm === 'EdDSA'
        ? [
            [1, 1],
            [3, -8],
            [-1, 6],
            [-2, bytes(jwk.x)],
          ]
        : [
            [1, 3],
            [3, -257],
            [-1, bytes(jwk.n)],
            [-2, bytes(jwk.e)],
          ];
  return isoCBOR.encode(new Map(pairs));
}

function keyPair(algorithm: SoftPasskey['algorithm']) {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

type CreationOptions = Options & { user: { id: string } };
type NewPasskey = { algorithm?: SoftPasskey['algorithm']; backupEligible?: boolean; credentialId?: string; counter?: number };

/** Makes a passkey and the answer to creation options, as a browser would. */
export function makePasskey(options: CreationOptions, made: NewPasskey = {}, forgery: Forgery = {}) {
  const { algorithm = 'ES256', backupEligible = true, credentialId = base64url(randomBytes(20)), counter = 0 } = made;
  const passkey: SoftPasskey = { ...keyPair(algorithm), credentialId, algorithm, userHandle: options.user.id, counter, backupEligible };
  const id = Buffer.from(credentialId, 'base64url');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(id.length);
  const attested = Buffer.concat([aaguid, length, id, coseKey(passkey)]);
  const attestation = isoCBOR.encode(
    new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(authenticatorData(passkey, forgery, attested))],
    ]) as Parameters<typeof isoCBOR.encode>[0],
  );
  const claimed = forgery.credentialId ?? credentialId;
  const credential = {
    id: claimed,
    rawId: claimed,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: { credProps: { rk: true } },
    response: {
      clientDataJSON: base64url(clientData('webauthn.create', options, forgery)),
      attestationObject: base64url(attestation),
      transports: ['internal', 'hybrid'],
    },
  };
  return { passkey, credential };
}

/** Answers request options with a passkey, as a browser would. */
export function assertWith(passkey: SoftPasskey, options: Options, forgery: Forgery = {}) {
  if (passkey.counter > 0 && forgery.counter === undefined) passkey.counter += 1;
  const data = clientData('webauthn.get', options, forgery);
  const authenticator = authenticatorData(passkey, forgery);
  const signed = Buffer.concat([authenticator, sha256(data)]);
  const signature = sign(passkey.algorithm === 'EdDSA' ? null : 'sha256', signed, forgery.signer ?? passkey.privateKey);
  const id = forgery.credentialId ?? passkey.credentialId;
  return {
    id,
    rawId: id,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
    response: {
      clientDataJSON: base64url(data),
      authenticatorData: base64url(authenticator),
      signature: forgery.signature ?? base64url(signature),
      userHandle: forgery.userHandle === undefined ? passkey.userHandle : forgery.userHandle,
    },
  };
}

/** Adds a passkey to whoever is signed in. */
export async function addedPasskey(caller: CallOptions, made: NewPasskey = {}): Promise<SoftPasskey & { id: string }> {
  const options = await call(startPasskey, { ...caller, body: {} });
  if (options.status !== 200) throw new Error(`The options answered ${options.status} ${options.code}.`);
  const { passkey, credential } = makePasskey(options.data, made);
  const added = await call(addPasskey, { ...caller, body: { credential } });
  if (added.status !== 201) throw new Error(`Adding answered ${added.status} ${added.code}.`);
  return { ...passkey, id: added.data.id };
}

/** Signs in as an application with a passkey, with or without a name. */
export async function signInWithPasskey(passkey: SoftPasskey, name: object = {}, forgery: Forgery = {}): Promise<ApiAnswer> {
  const { data: options } = await call(startPasskeySignIn, { body: name });
  return call(verifyPasskeySignIn, { body: { credential: assertWith(passkey, options, forgery) } });
}
