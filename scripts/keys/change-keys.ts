// Runs in a process of its own, with --conditions=react-server: these rooms are closed to anything else.
import process from 'node:process';
import { db } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { type Rotation, replaceSigningKeys, requestRotation } from '#lib/tokens/rotate-signing-keys.ts';
import { runMain, StartFailure, say } from '#scripts/process/progress.ts';

function inWords(rotation: Rotation): string {
  switch (rotation.status) {
    case 'rotated':
      return rotation.reason === 'compromised'
        ? `Every signing key was replaced. ${rotation.kid} (${rotation.algorithm}) signs now; all earlier access tokens are refused.`
        : `Rotated. ${rotation.kid} (${rotation.algorithm}) signs now; tokens of the key before it stay valid until they end.`;
    case 'waiting':
      return `Noted. The next key is still new to caches: it signs from ${rotation.until.toISOString()} on, once a running instance looks (every five minutes).`;
    case 'not_due':
      return 'Another rotation has just been made; there is nothing left to do.';
  }
}

/** No key that opens, or (Prisma's P2021) no table for them yet. */
function isUnprepared(error: unknown): boolean {
  if (error instanceof ServiceError) return error.code === 'UNAVAILABLE';
  return error instanceof Error && 'code' in error && error.code === 'P2021';
}

await runMain(async () => {
  try {
    const rotation = process.argv.includes('--now') ? await replaceSigningKeys(env().TOKEN_ALGORITHM) : await requestRotation();
    say(inWords(rotation));
  } catch (error) {
    if (isUnprepared(error))
      throw new StartFailure('There are no signing keys that this configuration can open. Start Gatehouse once, with its ENCRYPTION_KEYS.');
    throw error;
  } finally {
    await db().$disconnect();
  }
});
