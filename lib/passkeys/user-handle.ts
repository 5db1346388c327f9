/** What an authenticator keeps to know whose passkey it is: the user's id, 16 bytes that say nothing about the person. */
export function userHandle(userId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(userId.replaceAll('-', ''), 'hex'));
}
