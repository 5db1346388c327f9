import { allPermissions, isOrganizational, type Permission } from './catalogue.ts';

/** What a user's API key can be let into of its owner's own things. Reading, and what does not change how people get in. */
export const ownScopes = {
  'profile.read': 'Read my profile',
  'profile.write': 'Change my profile',
  'sessions.read': 'See where I am signed in',
  'activity.read': 'See what happened to my account',
} as const;

export type OwnScope = keyof typeof ownScopes;

/** What a key can carry: parts of its owner's own things, and permissions that the owner holds. */
export type Scope = OwnScope | Permission;

export const allOwnScopes = Object.keys(ownScopes) as OwnScope[];

/** What of an organization only somebody does who is signed in: hand it over, delete it, and say which keys it has. */
const forPeople: readonly Permission[] = ['organization.transfer', 'organization.delete', 'organization.api_keys.write'];

/** What an organization's key can carry. It counts for that organization alone. */
export const organizationScopes: readonly Permission[] = allPermissions.filter(
  (permission) => isOrganizational(permission) && !forPeople.includes(permission),
);

export const allScopes: readonly Scope[] = [...allOwnScopes, ...allPermissions];
