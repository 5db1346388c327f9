import type { PersonalData } from '#lib/accounts/personal-data.ts';

export type UserStatus = 'pending' | 'active' | 'suspended' | 'deletion_scheduled' | 'erased';

/** A user as the services see one: opened, with what the roles held right now add up to. */
export type ActorUser = PersonalData & {
  id: string;
  status: UserStatus;
  username: string | null;
  emailVerifiedAt: Date | null;
  phoneVerifiedAt: Date | null;
  locale: string;
  timezone: string;
  avatarUrl: string | null;
  metadata: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  lastSignInAt: Date | null;
  secondFactorEnabled: boolean;
};

export type ActorSession = {
  id: string;
  kind: 'browser' | 'api';
  method: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  stepUpAt: Date | null;
};

/** Somebody who is signed in. Roles and permissions are read at each request, so that a change counts at once. */
export type Actor = {
  user: ActorUser;
  session: ActorSession;
  roles: string[];
  permissions: string[];
  /** The highest rank of the roles held. */
  rank: number;
  /** The user's data key, to open and seal personal fields in the same request. */
  dataKey: Buffer;
};
