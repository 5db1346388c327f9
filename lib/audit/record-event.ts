import { findDataKey, installationKey } from '#lib/crypto/data-keys.ts';
import { seal } from '#lib/crypto/seal.ts';
import { type Database, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { type Caller, systemCaller } from './caller.ts';
import type { Changes } from './changes.ts';

/** The closed list of things the trail can say, `noun.verb`. */
export type AuditAction =
  | 'user.registered'
  | 'user.registration_repeated'
  | 'user.email_verified'
  | 'user.updated'
  | 'user.email_changed'
  | 'user.email_reverted'
  | 'user.removed'
  | 'email_change.requested'
  | 'email_change.cancelled'
  | 'email_change.failed'
  | 'user.created'
  | 'user.locked'
  | 'user.invited'
  | 'user.suspended'
  | 'user.activated'
  | 'user.unlocked'
  | 'user.password_reset_required'
  | 'user.second_factor_required'
  | 'user.second_factor_waived'
  | 'user.signed_out'
  | 'user.recovery_link_issued'
  | 'user.deleted'
  | 'user.restored'
  | 'user.imported'
  | 'user.deletion_scheduled'
  | 'user.deletion_cancelled'
  | 'user.erased'
  | 'saved_view.created'
  | 'saved_view.updated'
  | 'saved_view.deleted'
  | 'impersonation.started'
  | 'impersonation.ended'
  | 'session.created'
  | 'session.denied'
  | 'session.revoked'
  | 'session.switched'
  | 'session.refreshed'
  | 'refresh_token.reused'
  | 'email_verification.requested'
  | 'email_verification.failed'
  | 'password.changed'
  | 'password.upgraded'
  | 'password_reset.requested'
  | 'password_reset.failed'
  | 'credentials.removed'
  | 'connection.created'
  | 'connection.denied'
  | 'connection.removed'
  | 'admin.set_up'
  | 'admin.setup_failed'
  | 'permission.denied'
  | 'request.rejected'
  | 'api_key.created'
  | 'api_key.updated'
  | 'api_key.rotated'
  | 'api_key.revoked'
  | 'api_key.denied'
  | 'service_account.created'
  | 'service_account.updated'
  | 'service_account.disabled'
  | 'service_account.enabled'
  | 'service_account.deleted'
  | 'client_secret.created'
  | 'client_secret.revoked'
  | 'client_token.issued'
  | 'client_token.denied'
  | 'sign_in_link.requested'
  | 'factor.enabled'
  | 'factor.disabled'
  | 'factor.blocked'
  | 'backup_codes.renewed'
  | 'trusted_device.revoked'
  | 'passkey.created'
  | 'passkey.refused'
  | 'passkey.renamed'
  | 'passkey.removed'
  | 'passkey.counter_regressed'
  | 'recovery.link_requested'
  | 'recovery.requested'
  | 'recovery.cancelled'
  | 'recovery.approved'
  | 'recovery.denied'
  | 'recovery.completed'
  | 'recovery.failed'
  | 'step_up.completed'
  | 'step_up.failed'
  | 'user.secured'
  | 'not_me_link.failed'
  | 'settings.changed'
  | 'pool.created'
  | 'pool.updated'
  | 'pool.deleted'
  | 'role.created'
  | 'role.updated'
  | 'role.permissions_changed'
  | 'role.deleted'
  | 'role.granted'
  | 'role.revoked'
  | 'role_request.created'
  | 'role_request.approved'
  | 'role_request.denied'
  | 'role_request.withdrawn'
  | 'proposal.created'
  | 'proposal.approved'
  | 'proposal.rejected'
  | 'proposal.withdrawn'
  | 'job.created'
  | 'job.finished'
  | 'job.failed'
  | 'job.cancelled'
  | 'job.result_fetched'
  | 'application.created'
  | 'application.updated'
  | 'application.deleted'
  | 'organization.created'
  | 'organization.updated'
  | 'organization.suspended'
  | 'organization.activated'
  | 'organization.transferred'
  | 'organization.deleted'
  | 'membership.created'
  | 'membership.changed'
  | 'membership.removed'
  | 'membership.left'
  | 'invitation.created'
  | 'invitation.resent'
  | 'invitation.revoked'
  | 'invitation.accepted'
  | 'invitation.declined'
  | 'invitation.refused'
  | 'domain.added'
  | 'domain.verified'
  | 'domain.removed'
  | 'limit.forgotten'
  | 'phone.change_requested'
  | 'phone.change_failed'
  | 'phone.changed'
  | 'phone.removed'
  | 'sign_in_text.requested'
  | 'factor.code_requested'
  | 'signing_key.rotated'
  | 'signing_key.rotation_requested'
  | 'signing_key.removed';

export type AuditEntry = {
  action: AuditAction;
  result: 'success' | 'failure' | 'denied';
  /** A short code, never free text with personal data. */
  reason?: string;
  actorId?: string | null;
  /** Whose data the event is about; its personal part is sealed with this person's key. */
  subjectId?: string | null;
  /** The subject's data key, where the caller has it at hand; saves a query. */
  subjectKey?: Uint8Array;
  target?: { type: string; id: string };
  /** The organization in which it happened. */
  organizationId?: string;
  changes?: Changes;
  caller: Caller;
};

/** Where the personal part of an event belongs: its AAD. */
export function auditContext(eventId: string): string {
  return `audit_event.sealed:${eventId}`;
}

/** The personal part of an event, readable with `key`. */
export function sealPart(key: Uint8Array, id: string, { caller, changes }: Pick<AuditEntry, 'caller' | 'changes'>): Uint8Array {
  return seal(key, JSON.stringify({ ip: caller.ip, user_agent: caller.userAgent, changes }), auditContext(id));
}

async function sealPersonalPart(database: Database, id: string, entry: AuditEntry): Promise<Uint8Array | null> {
  const key = entry.subjectKey ?? (entry.subjectId ? await findDataKey(database, entry.subjectId) : await installationKey());
  // A destroyed key means an erased person: nothing personal may be written about them any more.
  return key && sealPart(key, id, entry);
}

/** Where somebody else has approved what is done, the event of the act names them, too. */
function withApproval(entry: AuditEntry): AuditEntry {
  const { approval } = entry.caller;
  if (!approval) return entry;
  const named = { approved_by: { before: null, after: approval.approvedById }, proposal: { before: null, after: approval.proposalId } };
  return { ...entry, changes: { ...entry.changes, ...named } };
}

/** The INSERT of one event, for `writeTogether`; with a condition it is written only where that holds. */
export async function eventStatement(database: Database, given: AuditEntry, condition = Prisma.sql`TRUE`): Promise<Prisma.Sql> {
  const entry = withApproval(given);
  const id = uuidv7();
  const { caller, subjectId = null, target } = entry;
  const principal = caller.principal && caller.principal.id === entry.actorId ? caller.principal : undefined;
  // Here alone, so that whatever is done while acting as somebody names who did it.
  const actorId = principal?.impersonatorId ?? entry.actorId ?? null;
  const actorType = principal?.impersonatorId
    ? 'impersonator'
    : actorId
      ? (principal?.type ?? 'user')
      : caller.requestId === systemCaller.requestId
        ? 'system'
        : 'anonymous';
  const sealed = await sealPersonalPart(database, id, entry);
  if (entry.result !== 'success' && caller.trail) caller.trail.saysRefused = true;
  return Prisma.sql`
    INSERT INTO audit_event (id, created_at, action, result, reason, actor_type, actor_id, api_key_id, subject_id, target_type, target_id, organization_id, request_id, changed_fields, sealed)
    SELECT ${id}::uuid, ${new Date()}::timestamptz, ${entry.action}::text, ${entry.result}::text, ${entry.reason ?? null}::text, ${actorType}::text, ${actorId}::uuid, ${principal?.apiKeyId ?? null}::uuid, ${subjectId}::uuid,
      ${target?.type ?? null}::text, ${target?.id ?? null}::text, ${entry.organizationId ?? null}::uuid, ${caller.requestId}::text, ${Object.keys(entry.changes ?? {})}::text[], ${sealed}::bytea
    WHERE ${condition}`;
}

/** Writes one event; call it with the transaction of the change it records (data.md, rule 5). */
export async function recordEvent(database: Database, entry: AuditEntry): Promise<void> {
  await runStatement(database, await eventStatement(database, entry));
}
