import { z } from 'zod';

/** A named 256-bit key-encryption key, as in `ENCRYPTION_KEYS=id:base64,…`; the first one is current. */
export type EncryptionKey = { id: string; base64: string };

/** `ENCRYPTION_KEYS`: comma list of id:base64 of 32 bytes. */
export const encryptionKeys = z.string().transform((text, context): [EncryptionKey, ...EncryptionKey[]] => {
  const keys: EncryptionKey[] = [];
  for (const part of text.split(',').map((item) => item.trim())) {
    const [id, base64, rest] = part.split(':');
    const bytes = base64 && /^[A-Za-z0-9+/]{43}=$/.test(base64);
    if (!id || !/^[\w.-]{1,40}$/.test(id) || !base64 || !bytes || rest !== undefined) {
      context.addIssue({ code: 'custom', message: 'every entry must look like id:base64 of 32 bytes' });
      return z.NEVER;
    }
    if (keys.some((key) => key.id === id)) {
      context.addIssue({ code: 'custom', message: `the id "${id}" appears twice` });
      return z.NEVER;
    }
    keys.push({ id, base64 });
  }
  const [first, ...others] = keys;
  if (!first) return z.NEVER;
  return [first, ...others];
});
