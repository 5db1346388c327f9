import { notFound } from 'next/navigation';
import { type OrganizationKeyShape, updateOrganizationKey } from '#lib/contracts/organization-keys.ts';
import { ServiceError } from '#lib/errors.ts';
import { getOrganizationKey } from '#lib/organizations/organization-keys.ts';

/** The key of the organization that the address names; the 404 page where there is none. */
export async function readOrganizationKey(
  organizationId: string,
  params: Promise<{ organization_id: string; api_key_id: string }>,
): Promise<OrganizationKeyShape> {
  const parsed = updateOrganizationKey.params.safeParse(await params);
  if (!parsed.success) notFound();
  try {
    return await getOrganizationKey(organizationId, parsed.data.api_key_id);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NOT_FOUND') notFound();
    throw error;
  }
}
