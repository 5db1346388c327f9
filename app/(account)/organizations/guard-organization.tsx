import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ReactElement } from 'react';
import { PermissionDenied } from '#components/layout/permission-denied.tsx';
import type { OrganizationTab } from '#components/organizations/organization-frame.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { getOrganization, type OrganizationShape } from '#lib/contracts/organizations.ts';
import { ServiceError } from '#lib/errors.ts';
import { readRequestContext } from '#lib/http/request-context.ts';
import { answerWithStatus } from '#lib/http/response-status.ts';
import { findOrganization } from '#lib/organizations/find-organization.ts';
import { isAllowedIn, requireAllowedIn } from '#lib/organizations/require-allowed-in.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import type { Actor } from '#lib/sessions/actor.ts';

export type OrganizationGuard =
  | { actor: Actor; organization: OrganizationShape; denied: null }
  | { actor: null; organization: null; denied: ReactElement };

/**
 * The first line of a page of an organization: the 404 page for whoever has nothing to do with it, a real 403 for its
 * members without the permission.
 */
export async function guardOrganization(params: Promise<{ organization_id: string }>, permission: Permission): Promise<OrganizationGuard> {
  const actor = await requireUser();
  const parsed = getOrganization.params.safeParse({ organization_id: (await params).organization_id });
  if (!parsed.success) notFound();
  const id = parsed.data.organization_id;
  try {
    await requireAllowedIn(actor, permission, id, { caller: readRequestContext(await headers()).caller });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.code === 'NOT_FOUND') notFound();
    answerWithStatus(403);
    return { actor: null, organization: null, denied: <PermissionDenied permission={permission} /> };
  }
  const organization = await findOrganization(actor, id);
  return organization ? { actor, organization, denied: null } : notFound();
}

const tabPermissions: Record<OrganizationTab, Permission> = {
  members: 'organization.members.read',
  invitations: 'organization.invitations.read',
  domains: 'organization.domains.read',
  'api-keys': 'organization.api_keys.read',
  settings: 'organization.read',
};

/** What `OrganizationFrame` shows besides the page. */
export async function frameOf(actor: Actor, organization: OrganizationShape, query: Record<string, string | string[] | undefined>) {
  const t = await getTranslations('organizations');
  const notice = notices.find((code) => code === query.notice);
  return {
    organization,
    tabs: (Object.keys(tabPermissions) as OrganizationTab[]).filter((tab) => isAllowedIn(actor, tabPermissions[tab], organization.id)),
    own: actor.memberships.map(({ organizationId: id, name }) => ({ id, name })),
    notice: notice ? t(`notices.${notice}`) : null,
  };
}

const notices = [
  'founded',
  'joined',
  'saved',
  'invited',
  'resent',
  'revoked',
  'changed',
  'removed',
  'transferred',
  'domain_added',
  'domain_verified',
  'domain_removed',
  'key_changed',
  'key_revoked',
] as const;
