import type { DomainShape } from '#lib/contracts/organization-domains.ts';
import { randomToken } from '#lib/crypto/hash.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import type { OrganizationDomain } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import { takeActiveOrganization } from './find-organization.ts';
import { lookUpTxt } from './look-up-txt.ts';
import { recordChange, type Work } from './record-change.ts';

const maxDomains = 20;

/** Where the record has to be, and what it has to say. A name of its own, so that it is in nobody's way. */
function recordOf({ name, token }: Pick<OrganizationDomain, 'name' | 'token'>): DomainShape['record'] {
  return { type: 'TXT', name: `_gatehouse-challenge.${name}`, value: `gatehouse-domain-verification=${token}` };
}

function present(row: OrganizationDomain): DomainShape {
  const { id, name, verifiedAt, createdAt } = row;
  return { id, name, verified_at: verifiedAt?.toISOString() ?? null, record: recordOf(row), created_at: createdAt.toISOString() };
}

/** The domains of an organization, by name. */
export async function listDomains(organizationId: string): Promise<DomainShape[]> {
  const rows = await db().organizationDomain.findMany({ where: { organizationId }, orderBy: { name: 'asc' } });
  return rows.map(present);
}

/** One of them; null when there is none with this id. */
export async function findDomain(organizationId: string, id: string): Promise<DomainShape | null> {
  const row = await db().organizationDomain.findFirst({ where: { id, organizationId } });
  return row && present(row);
}

/** Adds a domain, which counts for nothing until it is verified. CONFLICT for one it has, beyond 20, and where it is suspended. */
export async function addDomain(work: Work, name: string): Promise<DomainShape> {
  const { organizationId } = work;
  try {
    return await inTransaction(async (transaction) => {
      await takeActiveOrganization(transaction, organizationId);
      const count = await transaction.organizationDomain.count({ where: { organizationId } });
      if (count >= maxDomains) throw new ServiceError('CONFLICT', { message: `At most ${maxDomains} domains are possible.` });
      const row = await transaction.organizationDomain.create({ data: { id: uuidv7(), organizationId, name, token: randomToken() } });
      const changes = { name: { before: null, after: name } };
      await recordChange(transaction, work, { action: 'domain.added', changes, target: { type: 'domain', id: row.id } });
      return present(row);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'The organization has this domain already.';
    throw new ServiceError('CONFLICT', { message, details: { fields: [{ path: 'name', code: 'taken', message }] } });
  }
}

/**
 * Looks for the domain's record and, where it is there, notes that it is the organization's. NOT_FOUND; CONFLICT while the
 * record is not there (`record_missing`) or where another organization has proved it (`domain_taken`); UNAVAILABLE where
 * DNS does not answer. One that is verified stays it.
 */
export async function verifyDomain(work: Work, id: string): Promise<DomainShape> {
  const { organizationId } = work;
  const domain = await db().organizationDomain.findFirst({ where: { id, organizationId } });
  if (!domain) throw new ServiceError('NOT_FOUND');
  if (domain.verifiedAt) return present(domain);
  const { name, value } = recordOf(domain);
  // Outside of the transaction: it may take seconds.
  const records = await lookUpTxt(name);
  if (!records.includes(value)) {
    throw new ServiceError('CONFLICT', {
      message: `The TXT record of ${name} is not there yet. It can take a while until everybody sees it.`,
      details: { reason: 'record_missing' },
    });
  }
  try {
    return await inTransaction(async (transaction) => {
      await takeActiveOrganization(transaction, organizationId);
      const { count } = await transaction.organizationDomain.updateMany({
        // The same row with the same token that was looked up.
        where: { id, organizationId, token: domain.token, verifiedAt: null },
        data: { verifiedAt: new Date() },
      });
      const after = await transaction.organizationDomain.findUnique({ where: { id } });
      if (!after) throw new ServiceError('NOT_FOUND');
      const changes = { verified: { before: false, after: true }, name: { before: domain.name, after: domain.name } };
      if (count === 1) await recordChange(transaction, work, { action: 'domain.verified', changes, target: { type: 'domain', id } });
      return present(after);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'Another organization has proved this domain.';
    throw new ServiceError('CONFLICT', { message, details: { reason: 'domain_taken' } });
  }
}

/** Removes a domain. NOT_FOUND. */
export async function removeDomain(work: Work, id: string): Promise<void> {
  const { organizationId } = work;
  await inTransaction(async (transaction) => {
    const domain = await transaction.organizationDomain.findFirst({ where: { id, organizationId } });
    const { count } = await transaction.organizationDomain.deleteMany({ where: { id, organizationId } });
    if (!domain || count === 0) throw new ServiceError('NOT_FOUND');
    const changes = { name: { before: domain.name, after: null }, verified: { before: domain.verifiedAt !== null, after: null } };
    await recordChange(transaction, work, { action: 'domain.removed', changes, target: { type: 'domain', id } });
  });
}
