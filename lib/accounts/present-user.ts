import type { UserShape } from '#lib/contracts/shapes.ts';
import type { UserActor } from '#lib/sessions/actor.ts';

/** A user as the API shows one to itself; to a key, with what the key may do. */
export function presentUser({ user, roles, permissions }: Pick<UserActor, 'user' | 'roles' | 'permissions'>): UserShape {
  return {
    id: user.id,
    email: user.email ?? '',
    email_verified: user.emailVerifiedAt !== null,
    username: user.username,
    name: user.name,
    first_name: user.firstName,
    last_name: user.lastName,
    phone: user.phone,
    phone_verified: user.phoneVerifiedAt !== null,
    avatar_url: user.avatarUrl,
    locale: user.locale,
    timezone: user.timezone,
    status: user.status,
    roles,
    permissions,
    second_factor_enabled: user.secondFactorEnabled,
    metadata: user.metadata,
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt.toISOString(),
    last_sign_in_at: user.lastSignInAt?.toISOString() ?? null,
  };
}
