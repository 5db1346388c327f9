import type { OrganizationSummaryShape, OwnOrganizationShape } from '#lib/contracts/organizations.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import { db } from '#lib/db/client.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import type { HeldMembership, UserActor } from '#lib/sessions/actor.ts';

/** A membership as its owner sees it. */
export function presentHeld(membership: Omit<HeldMembership, 'factorsRequiredSince'>): OwnOrganizationShape {
  const { organizationId: id, name, slug, status, role, since } = membership;
  return { id, name, slug, status, role, joined_at: since.toISOString() };
}

/** The organizations that somebody is in, by name: known since the request was let in. */
export function listOwnOrganizations({ memberships }: UserActor): OwnOrganizationShape[] {
  return memberships.map(presentHeld);
}

export type OrganizationsFilter = PageOptions & { search?: string | undefined; status?: 'active' | 'suspended' | undefined };

/** A page of all organizations, newest first. */
export async function listAllOrganizations(
  filter: OrganizationsFilter,
): Promise<{ organizations: OrganizationSummaryShape[]; pagination: Pagination }> {
  const { search, status } = filter;
  const where: Prisma.OrganizationWhereInput = {
    ...(status && { status }),
    ...(search && { OR: [{ name: { contains: search, mode: 'insensitive' } }, { slug: { contains: search.toLowerCase() } }] }),
  };
  const { rows, pagination } = await readPage('organizations', filter, {
    find: ({ where: after, ...page }) =>
      db().organization.findMany({ ...page, where: { AND: [where, after] }, include: { _count: { select: { memberships: true } } } }),
    count: () => db().organization.count({ where }),
  });
  const organizations = rows.map(({ id, name, slug, status, createdAt, _count }) => ({
    id,
    name,
    slug,
    status,
    members: _count.memberships,
    created_at: createdAt.toISOString(),
  }));
  return { organizations, pagination };
}
