import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { pageQuery } from './paging.ts';
import { auditEventShape } from './shapes.ts';

export const auditResults = ['success', 'failure', 'denied'] as const;

/** What the trail can be asked for. */
export const auditFilter = {
  action: z
    .string()
    .regex(/^[a-z_]{1,40}\.(?:[a-z_]{1,40}|\*)$/, 'This is not an action.')
    .optional()
    .meta({ description: '`session.denied`, or `session.*` for all about sessions.', example: 'session.denied' }),
  result: z.enum(auditResults).optional(),
  reason: z
    .string()
    .regex(/^[\w:+.-]{1,80}$/, 'This is not a reason.')
    .optional()
    .meta({ description: 'The short code of an event’s reason; only together with an `action`.' }),
  actor_id: z.uuid().optional().meta({ description: 'Who did it.' }),
  subject_id: z.uuid().optional().meta({ description: 'Whose account it is about.' }),
  organization_id: z.uuid().optional(),
  created_after: z.iso.datetime().optional(),
  created_before: z.iso.datetime().optional(),
};

export const listAuditLogs = endpoint({
  id: 'listAuditLogs',
  method: 'GET',
  path: '/admin/audit-logs',
  tag: 'Administration',
  summary: 'The audit trail',
  description: 'Newest first. Addresses and devices are opened for the reader; those of erased people are gone.',
  access: { permission: 'admin.audit.read' },
  query: z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional(), ...auditFilter }),
  paged: true,
  responses: { 200: z.array(auditEventShape) },
  errors: [],
});
