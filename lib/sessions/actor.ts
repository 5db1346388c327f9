import type { PersonalData } from '#lib/accounts/personal-data.ts';
import type { FactorRequirement } from '#lib/factors/factor-requirement.ts';

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
  /** It outlives the browser's window. */
  remember: boolean;
};

/** Somebody who is signed in. Roles and permissions are read at each request, so that a change counts at once. */
export type Actor = {
  user: ActorUser;
  session: ActorSession;
  roles: string[];
  /** The same roles, with since when they are held. */
  grants: { name: string; since: Date }[];
  permissions: string[];
  /** The highest rank of the roles held. */
  rank: number;
  /** What the policy says about a second factor of theirs, right now. */
  factorRequirement: FactorRequirement;
  /** The user's data key, to open and seal personal fields in the same request. */
  dataKey: Buffer;
};
