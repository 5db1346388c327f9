/** Whose a key is, with the data key that its details are sealed with: the user's, or the installation's. */
export type KeyOwner = { type: 'user' | 'service_account'; id: string; dataKey: Uint8Array };

/** The column that names the owner, for a condition or a new row. */
export function ownerColumns({ type, id }: Pick<KeyOwner, 'type' | 'id'>): { userId: string } | { serviceAccountId: string } {
  return type === 'user' ? { userId: id } : { serviceAccountId: id };
}
