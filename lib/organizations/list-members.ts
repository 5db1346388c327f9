import { findPeople } from '#lib/accounts/find-people.ts';
import type { MemberShape } from '#lib/contracts/organization-members.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import { db } from '#lib/db/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import { ServiceError } from '#lib/errors.ts';
import { type MemberRoleName, memberRoles } from '#lib/roles/member-roles.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { isAllowedIn } from './require-allowed-in.ts';

type MemberRow = {
  id: string;
  userId: string;
  organizationId: string;
  role: MemberRoleName;
  createdAt: Date;
  user: { username: string | null; avatarUrl: string | null };
};

const withUser = { user: { select: { username: true, avatarUrl: true } } } as const;

/** Members as the reader may see them, in the order they came: addresses only for who looks after members. */
async function presentMembers(rows: readonly MemberRow[], reader: Principal): Promise<MemberShape[]> {
  const people = await findPeople(rows.map(({ userId }) => userId));
  return rows.map(({ id, userId, organizationId, role, createdAt, user }) => {
    const person = people.get(userId);
    return {
      id,
      user_id: userId,
      name: person?.name ?? null,
      username: user.username,
      email: isAllowedIn(reader, 'organization.members.write', organizationId) ? (person?.email ?? null) : null,
      avatar_url: user.avatarUrl,
      role,
      joined_at: createdAt.toISOString(),
      may_change: isAllowedIn(reader, 'organization.members.write', organizationId, { userId, rank: memberRoles[role].rank }),
    };
  });
}

/** A page of the members, who joined last first. */
export async function listMembers(
  reader: Principal,
  organizationId: string,
  options: PageOptions,
): Promise<{ members: MemberShape[]; pagination: Pagination }> {
  const { rows, pagination } = await readPage(`members:${organizationId}`, options, {
    find: ({ where, ...page }) => db().membership.findMany({ ...page, where: { organizationId, ...where }, include: withUser }),
    count: () => db().membership.count({ where: { organizationId } }),
  });
  return { members: await presentMembers(rows, reader), pagination };
}

/** One member; null where somebody is none. */
export async function findMember(reader: Principal, organizationId: string, userId: string): Promise<MemberShape | null> {
  const row = await db().membership.findUnique({
    where: { userId_organizationId: { userId, organizationId } },
    include: withUser,
  });
  const [member] = row ? await presentMembers([row], reader) : [];
  return member ?? null;
}

/** One member. NOT_FOUND where somebody is none. */
export async function getMember(reader: Principal, organizationId: string, userId: string): Promise<MemberShape> {
  const member = await findMember(reader, organizationId, userId);
  if (!member) throw new ServiceError('NOT_FOUND');
  return member;
}
