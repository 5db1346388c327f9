import { generateSecret, generateURI, verify } from 'otplib';
import { renderSVG } from 'uqr';
import { env } from '#lib/env.ts';

const stepSeconds = 30;

/** A new shared secret: 160 bits, base32 (RFC 4226 §4, R6). */
export function newTotpSecret(): string {
  return generateSecret({ length: 20 });
}

/** What an authenticator app needs: the otpauth:// address and its QR code as SVG, drawn here so that it needs no script. */
export function describeTotp(secret: string, label: string): { otpauthUrl: string; qrSvg: string } {
  const otpauthUrl = generateURI({ issuer: new URL(env().APP_URL).host, label, secret });
  return { otpauthUrl, qrSvg: renderSVG(otpauthUrl, { border: 2, ecc: 'M' }) };
}

/** The time step a code belongs to, when it is right, within one step of now, and newer than `lastStep` (RFC 6238 §5.2); otherwise null. */
export async function acceptedTotpStep(secret: string, code: string, lastStep: number): Promise<number | null> {
  if (!/^\d{6}$/.test(code)) return null;
  const result = await verify({ secret, token: code, epochTolerance: stepSeconds, ...(lastStep > 0 && { afterTimeStep: lastStep }) });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}
