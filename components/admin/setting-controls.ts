import { fourEyesActs, type SettingName } from '#lib/settings/settings.ts';

/** What one setting is edited with. */
export type SettingControl =
  | { kind: 'choice'; options: readonly string[] }
  /** Any of these, a box each. */
  | { kind: 'choices'; options: readonly string[] }
  | { kind: 'number'; min: number; max: number }
  | { kind: 'switch' }
  | { kind: 'day' }
  /** One entry a line. */
  | { kind: 'list' }
  /** Any of the roles there are, a box each. */
  | { kind: 'roles' };

/** The form of every setting: a new one is a line here, the compiler asks for it. */
export const settingControls = {
  'passwords.policy': { kind: 'choice', options: ['custom', 'nist'] },
  'passwords.min_length': { kind: 'number', min: 8, max: 64 },
  'passwords.max_length': { kind: 'number', min: 64, max: 512 },
  'passwords.forbid_personal': { kind: 'switch' },
  'passwords.forbidden_words': { kind: 'list' },
  'passwords.history': { kind: 'number', min: 0, max: 10 },
  'factors.required': { kind: 'choice', options: ['nobody', 'roles', 'everyone'] },
  'factors.required_roles': { kind: 'roles' },
  'factors.grace_days': { kind: 'number', min: 0, max: 90 },
  'factors.grace_until': { kind: 'day' },
  'factors.phishing_resistant_only': { kind: 'switch' },
  'sign_in.sign_up': { kind: 'choice', options: ['open', 'closed'] },
  'roles.requestable': { kind: 'roles' },
  'accounts.deletion_grace_days': { kind: 'number', min: 1, max: 365 },
  'lockout.max_failures': { kind: 'number', min: 3, max: 20 },
  'lockout.minutes': { kind: 'number', min: 1, max: 1440 },
  'sessions.browser_hours': { kind: 'number', min: 1, max: 168 },
  'sessions.idle_minutes': { kind: 'number', min: 5, max: 1440 },
  'sessions.remember_days': { kind: 'number', min: 1, max: 90 },
  'sessions.refresh_days': { kind: 'number', min: 1, max: 30 },
  'sessions.application_days': { kind: 'number', min: 1, max: 365 },
  'organizations.self_service': { kind: 'switch' },
  'organizations.max_per_person': { kind: 'number', min: 1, max: 100 },
  'approvals.four_eyes_for': { kind: 'choices', options: fourEyesActs },
  'impersonation.tell_user': { kind: 'switch' },
  'api_keys.max_per_owner': { kind: 'number', min: 0, max: 1000 },
  'api_keys.max_days': { kind: 'number', min: 0, max: 3650 },
} as const satisfies Record<SettingName, SettingControl>;

/** A value as the form shows it. */
export function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n');
  if (typeof value === 'boolean') return value ? 'on' : '';
  return value === null || value === undefined ? '' : String(value);
}

/** What was typed, as the API wants it. Nonsense stays as it is, so that the API refuses it and names the field. */
export function settingValue(control: SettingControl, text: string): unknown {
  switch (control.kind) {
    case 'number':
      return /^-?\d+$/.test(text.trim()) ? Number(text) : text;
    case 'switch':
      return text === 'on';
    case 'day':
      return text === '' ? null : text;
    case 'list':
    case 'choices':
    case 'roles':
      return text
        .split(/[\n,]/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    default:
      return text;
  }
}
