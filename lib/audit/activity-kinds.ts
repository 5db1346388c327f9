import type { AuditAction } from './record-event.ts';

export const activityKinds = ['sign_in', 'credential', 'session', 'profile'] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** Under which kind a person finds an event about themselves; null for what is not shown: routine, or the operator's. */
const kinds = {
  'user.registered': 'profile',
  'user.registration_repeated': 'sign_in',
  'user.email_verified': 'profile',
  'user.updated': 'profile',
  'user.email_changed': 'credential',
  'user.email_reverted': 'credential',
  // Nobody is left to be shown it.
  'user.removed': null,
  'email_change.requested': 'credential',
  'email_change.cancelled': 'credential',
  'email_change.failed': 'credential',
  'user.created': 'profile',
  'user.locked': 'sign_in',
  'user.invited': 'profile',
  'user.imported': 'profile',
  'user.suspended': 'session',
  'user.activated': 'session',
  'user.unlocked': 'sign_in',
  'user.password_reset_required': 'credential',
  'user.second_factor_required': 'credential',
  'user.second_factor_waived': 'credential',
  'user.signed_out': 'session',
  'user.recovery_link_issued': 'credential',
  'user.deleted': 'profile',
  'user.restored': 'profile',
  'user.deletion_scheduled': 'profile',
  'user.deletion_cancelled': 'profile',
  // Nobody is left to be shown it.
  'user.erased': null,
  // Bookmarks.
  'saved_view.created': null,
  'saved_view.updated': null,
  'saved_view.deleted': null,
  'impersonation.started': 'session',
  'impersonation.ended': 'session',
  'session.created': 'sign_in',
  'session.denied': 'sign_in',
  'session.revoked': 'session',
  // Nothing changes but which of a browser's sessions is in front.
  'session.switched': null,
  // Every quarter of an hour for each application: it would bury everything else.
  'session.refreshed': null,
  'refresh_token.reused': 'session',
  'email_verification.requested': 'profile',
  'email_verification.failed': 'profile',
  'password.changed': 'credential',
  // The same password under a newer hash.
  'password.upgraded': null,
  'password_reset.requested': 'credential',
  'password_reset.failed': 'credential',
  'credentials.removed': 'credential',
  'connection.created': 'credential',
  'connection.denied': 'credential',
  'connection.removed': 'credential',
  'admin.set_up': 'profile',
  'admin.setup_failed': null,
  'permission.denied': 'session',
  // Every form that was filled in wrongly is one.
  'request.rejected': null,
  'api_key.created': 'credential',
  'api_key.updated': 'credential',
  'api_key.rotated': 'credential',
  'api_key.revoked': 'credential',
  'api_key.denied': 'session',
  // About the installation's own programs, and about nobody.
  'service_account.created': null,
  'service_account.updated': null,
  'service_account.disabled': null,
  'service_account.enabled': null,
  'service_account.deleted': null,
  'client_secret.created': null,
  'client_secret.revoked': null,
  'client_token.issued': null,
  'client_token.denied': null,
  'sign_in_link.requested': 'sign_in',
  'factor.enabled': 'credential',
  'factor.disabled': 'credential',
  'factor.blocked': 'credential',
  'backup_codes.renewed': 'credential',
  'trusted_device.revoked': 'credential',
  'passkey.created': 'credential',
  'passkey.refused': 'credential',
  'passkey.renamed': 'credential',
  'passkey.removed': 'credential',
  'passkey.counter_regressed': 'sign_in',
  'recovery.link_requested': 'credential',
  'recovery.requested': 'credential',
  'recovery.cancelled': 'credential',
  'recovery.approved': 'credential',
  'recovery.denied': 'credential',
  'recovery.completed': 'credential',
  'recovery.failed': 'credential',
  'step_up.completed': 'session',
  'step_up.failed': 'session',
  'user.secured': 'credential',
  'not_me_link.failed': 'credential',
  'phone.change_requested': 'credential',
  'phone.change_failed': 'credential',
  'phone.changed': 'credential',
  'phone.removed': 'credential',
  'sign_in_text.requested': 'sign_in',
  'factor.code_requested': 'sign_in',
  'settings.changed': null,
  'role.created': null,
  'role.updated': null,
  'role.permissions_changed': null,
  'role.deleted': null,
  'role.granted': 'profile',
  'role.revoked': 'profile',
  'role_request.created': 'profile',
  'role_request.approved': 'profile',
  'role_request.denied': 'profile',
  'role_request.withdrawn': 'profile',
  'proposal.created': 'profile',
  'proposal.approved': 'profile',
  'proposal.rejected': 'profile',
  'proposal.withdrawn': 'profile',
  'job.created': null,
  'job.finished': null,
  'job.failed': null,
  'job.cancelled': null,
  'job.result_fetched': null,
  'pool.created': null,
  'pool.updated': null,
  'pool.deleted': null,
  'application.created': null,
  'application.updated': null,
  'application.deleted': null,
  'organization.created': 'profile',
  'organization.updated': null,
  'organization.suspended': null,
  'organization.activated': null,
  'organization.transferred': 'profile',
  'organization.deleted': null,
  'membership.created': 'profile',
  'membership.changed': 'profile',
  'membership.removed': 'profile',
  'membership.left': 'profile',
  'invitation.created': null,
  'invitation.resent': null,
  'invitation.revoked': null,
  'invitation.accepted': 'profile',
  'invitation.declined': 'profile',
  'invitation.refused': 'profile',
  'domain.added': null,
  'domain.verified': null,
  'domain.removed': null,
  'limit.forgotten': null,
  'signing_key.rotated': null,
  'signing_key.rotation_requested': null,
  'signing_key.removed': null,
} as const satisfies Record<AuditAction, ActivityKind | null>;

type Kinds = typeof kinds;

/** Every action there is, in the order of the alphabet. */
export const auditActions = (Object.keys(kinds) as AuditAction[]).sort();

/** The actions that a person can see about themselves. */
export type ActivityAction = { [Action in keyof Kinds]: Kinds[Action] extends null ? never : Action }[keyof Kinds];

/** The actions of a kind, or of all kinds. */
export function activityActions(kind?: ActivityKind): ActivityAction[] {
  const all = Object.entries(kinds) as [ActivityAction, ActivityKind | null][];
  return all.filter(([, of]) => of !== null && (kind === undefined || of === kind)).map(([action]) => action);
}

/** The kind of an event's action, or null where it is none of the above. */
export function activityKindOf(action: string): ActivityKind | null {
  return (kinds as Record<string, ActivityKind | null>)[action] ?? null;
}

/** Whether somebody may say "this wasn't me" of an event: it succeeded, and only somebody who was let in can have done it. */
export function canDisown({ action, result }: { action: string; result: string }): boolean {
  if (result !== 'success' || action.endsWith('.requested') || action === 'user.secured') return false;
  return action === 'session.created' || action === 'step_up.completed' || activityKindOf(action) === 'credential';
}
