import { z } from 'zod';
import { normalizeDomain } from '#lib/organizations/domain-name.ts';
import { endpoint } from './endpoint.ts';
import { timestamp } from './fields.ts';
import { organizationParams } from './organizations.ts';

const tag = 'Organizations';

const domainName = z
  .string()
  .trim()
  .max(300, 'Use at most 253 characters.')
  .transform((text, context) => {
    const name = normalizeDomain(text);
    if (name !== null) return name;
    context.addIssue({ code: 'custom', message: 'Enter a domain such as example.com.' });
    return z.NEVER;
  })
  .meta({ description: 'A domain; other scripts are brought into punycode.', example: 'example.com' });

export const domainShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    verified_at: timestamp.nullable(),
    record: z
      .object({ type: z.literal('TXT'), name: z.string(), value: z.string() })
      .meta({ description: 'What has to be in DNS before it can be verified.' }),
    created_at: timestamp,
  })
  .meta({ id: 'OrganizationDomain' });
export type DomainShape = z.output<typeof domainShape>;

const domainParams = z.object({ organization_id: z.uuid(), domain_id: z.uuid() });

export const listDomains = endpoint({
  id: 'listDomains',
  method: 'GET',
  path: '/organizations/{organization_id}/domains',
  tag,
  summary: 'The domains of an organization',
  description: 'By name.',
  access: { organization: 'organization.domains.read' },
  params: organizationParams,
  responses: { 200: z.array(domainShape) },
  errors: ['NOT_FOUND'],
});

export const addDomain = endpoint({
  id: 'addDomain',
  method: 'POST',
  path: '/organizations/{organization_id}/domains',
  tag,
  summary: 'Add a domain',
  description: 'It counts for nothing until it is verified. Whether another organization has it is only told to who can prove it.',
  access: { organization: 'organization.domains.write' },
  params: organizationParams,
  body: z.strictObject({ name: domainName }),
  responses: { 201: domainShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const verifyDomain = endpoint({
  id: 'verifyDomain',
  method: 'POST',
  path: '/organizations/{organization_id}/domains/{domain_id}/verify',
  tag,
  summary: 'Look for the TXT record of a domain',
  description:
    'CONFLICT with `details.reason` `record_missing` while it is not there, or `domain_taken` where another organization has proved the domain. UNAVAILABLE where DNS does not answer: then nothing is known.',
  access: { organization: 'organization.domains.write' },
  params: domainParams,
  responses: { 200: domainShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const removeDomain = endpoint({
  id: 'removeDomain',
  method: 'DELETE',
  path: '/organizations/{organization_id}/domains/{domain_id}',
  tag,
  summary: 'Remove a domain',
  description: 'Who joined by it stays.',
  access: { organization: 'organization.domains.write' },
  params: domainParams,
  responses: { 200: z.object({ removed: z.literal(true) }) },
  errors: ['FORBIDDEN', 'NOT_FOUND'],
});
