import { z } from 'zod';

/** What somebody else can be asked to approve (lib/approvals). */
export const fourEyesActs = ['super_admin_grants', 'policy_weakening', 'bulk_deletion'] as const;

/** Setting groups. Each field has a default, so that an installation that never changed anything has every value. */
export const settingGroups = {
  passwords: {
    policy: z
      .enum(['custom', 'nist'])
      .meta({
        description:
          'nist: NIST SP 800-63B-4, at least 15 characters where the password is the only factor and 8 beside a second factor. custom: min_length.',
      })
      .default('custom'),
    min_length: z.int().min(8).max(64).meta({ description: 'Shortest password, in characters, with the policy custom.' }).default(8),
    max_length: z.int().min(64).max(512).meta({ description: 'Longest password, in characters.' }).default(512),
    forbid_personal: z
      .boolean()
      .meta({
        description:
          "Refuse the person's own address and names, the name and address of this service and the forbidden words, also with digits and signs around.",
      })
      .default(true),
    forbidden_words: z
      .array(z.string().trim().min(4, 'Use at least 4 characters.').max(64))
      .max(100)
      .meta({ description: 'Further words that are no password, such as the name of the company.' })
      .default([]),
    history: z
      .int()
      .min(0)
      .max(10)
      .meta({ description: 'How many of the latest passwords must not be chosen again; 0: any may.' })
      .default(0),
  },
  factors: {
    required: z.enum(['nobody', 'roles', 'everyone']).meta({ description: 'Who must have a second factor.' }).default('nobody'),
    required_roles: z
      .array(z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'Use the name of a role.'))
      .max(50)
      .meta({ description: 'With required = roles: the names of these roles.' })
      .default([]),
    grace_days: z
      .int()
      .min(0)
      .max(90)
      .meta({ description: 'For so many days after somebody got the account or the role, setting one up can be put off.' })
      .default(7),
    grace_until: z.iso
      .date()
      .nullable()
      .meta({ description: 'Until this day (UTC, inclusive) everybody can put it off, however old the account; null: no such day.' })
      .default(null),
    phishing_resistant_only: z
      .boolean()
      .meta({
        description:
          'Only passkeys count as a second factor. Codes by SMS and e-mail, sign-in links and sign-in by SMS are turned off everywhere.',
      })
      .default(false),
  },
  sign_in: {
    sign_up: z.enum(['open', 'closed']).meta({ description: 'Whether strangers can register an account.' }).default('open'),
  },
  roles: {
    requestable: z
      .array(z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'Use the name of a role.'))
      .max(50)
      .meta({ description: 'The names of the roles that people can ask for. Whoever may give one decides.' })
      .default([]),
  },
  accounts: {
    deletion_grace_days: z
      .int()
      .min(1)
      .max(365)
      .meta({ description: 'So many days after somebody was deleted, by themselves or by an administrator, they are erased for good.' })
      .default(30),
  },
  lockout: {
    max_failures: z
      .int()
      .min(3)
      .max(20)
      .meta({ description: 'Wrong passwords in a row that lock an account, or a known browser, for a while.' })
      .default(5),
    minutes: z.int().min(1).max(1440).meta({ description: 'For how many minutes it is locked.' }).default(15),
  },
  sessions: {
    browser_hours: z
      .int()
      .min(1)
      .max(168)
      .meta({ description: 'After so many hours a browser has to sign in again, where it was not to be remembered.' })
      .default(24),
    idle_minutes: z
      .int()
      .min(5)
      .max(1440)
      .meta({ description: 'A browser that was not to be remembered has to sign in again after so many minutes without use.' })
      .default(60),
    remember_days: z
      .int()
      .min(1)
      .max(90)
      .meta({
        description:
          'After so many days a remembered browser has to sign in again; remembered refresh tokens end after so many days without use.',
      })
      .default(30),
    refresh_days: z.int().min(1).max(30).meta({ description: 'Other refresh tokens end after so many days without use.' }).default(7),
    application_days: z
      .int()
      .min(1)
      .max(365)
      .meta({ description: "However often it is refreshed, an application's session ends after so many days." })
      .default(90),
  },
  organizations: {
    self_service: z
      .boolean()
      .meta({ description: 'Everybody who is signed in can found organizations; otherwise only who holds admin.organizations.write.' })
      .default(false),
    max_per_person: z.int().min(1).max(100).meta({ description: 'With self_service: how many organizations a person can own.' }).default(5),
  },
  approvals: {
    four_eyes_for: z
      .array(z.enum(fourEyesActs))
      .max(fourEyesActs.length)
      .meta({
        description:
          'What waits until another administrator approves it: making somebody a super admin, weakening one of these settings, deleting many users at once. Taking something off this list waits in any case.',
      })
      .default([]),
  },
  impersonation: {
    tell_user: z
      .boolean()
      .meta({ description: 'Mail somebody when an administrator acts as them. They see it in their activity in any case.' })
      .default(true),
  },
  api_keys: {
    max_per_owner: z
      .int()
      .min(0)
      .max(1000)
      .meta({ description: 'How many good API keys a user or a service account can have; 0: nobody makes any.' })
      .default(20),
    max_days: z
      .int()
      .min(0)
      .max(3650)
      .meta({ description: 'How many days a new API key is good at most; 0: as long as its owner wants.' })
      .default(0),
  },
} as const;

export const settingsSchema = z
  .object({
    passwords: z.object(settingGroups.passwords).prefault({}),
    factors: z.object(settingGroups.factors).prefault({}),
    sign_in: z.object(settingGroups.sign_in).prefault({}),
    roles: z.object(settingGroups.roles).prefault({}),
    accounts: z.object(settingGroups.accounts).prefault({}),
    lockout: z.object(settingGroups.lockout).prefault({}),
    sessions: z.object(settingGroups.sessions).prefault({}),
    organizations: z.object(settingGroups.organizations).prefault({}),
    approvals: z.object(settingGroups.approvals).prefault({}),
    impersonation: z.object(settingGroups.impersonation).prefault({}),
    api_keys: z.object(settingGroups.api_keys).prefault({}),
  })
  .meta({ id: 'Settings' });

export type Settings = z.output<typeof settingsSchema>;
export type SettingGroup = keyof Settings;
/** The groups about people, which each pool can have otherwise (lib/pools). */
export const policyGroups = { passwords: true, factors: true, sign_in: true, lockout: true } as const;
export type PolicyGroup = keyof typeof policyGroups;
export type Policies = Pick<Settings, PolicyGroup>;
export const policyGroupNames = Object.keys(policyGroups) as PolicyGroup[];
export const settingGroupNames = Object.keys(settingGroups) as SettingGroup[];
/** `group.name` of one setting, as in the audit trail and in field errors. */
export type SettingName = { [Group in SettingGroup]: `${Group}.${keyof Settings[Group] & string}` }[SettingGroup];

export const defaultSettings: Settings = settingsSchema.parse({});

export type SettingFields = Record<string, z.ZodDefault<z.ZodType>>;
type Patch<Group extends SettingFields> = {
  [Name in keyof Group]: Group[Name] extends z.ZodDefault<infer Inner extends z.ZodType> ? z.ZodOptional<z.ZodNullable<Inner>> : never;
};

function patchOf<Group extends SettingFields>(group: Group) {
  const fields = Object.entries(group).map(([name, field]) => [name, field.unwrap().nullable().optional()]);
  return z.strictObject(Object.fromEntries(fields) as Patch<Group>).optional();
}

/** Any subset of the settings; null sets one back to its default. */
export const settingsPatch = z.strictObject({
  passwords: patchOf(settingGroups.passwords),
  factors: patchOf(settingGroups.factors),
  sign_in: patchOf(settingGroups.sign_in),
  roles: patchOf(settingGroups.roles),
  accounts: patchOf(settingGroups.accounts),
  lockout: patchOf(settingGroups.lockout),
  sessions: patchOf(settingGroups.sessions),
  organizations: patchOf(settingGroups.organizations),
  approvals: patchOf(settingGroups.approvals),
  impersonation: patchOf(settingGroups.impersonation),
  api_keys: patchOf(settingGroups.api_keys),
});
export type SettingsPatch = z.output<typeof settingsPatch>;

/** The same of what a pool can have otherwise; null: as the installation has it. */
export const policiesPatch = settingsPatch.pick(policyGroups);
export type PoliciesPatch = z.output<typeof policiesPatch>;

/** The schema of one setting, or undefined where there is none of this name. */
export function findSettingField(name: string): z.ZodDefault<z.ZodType> | undefined {
  const [group = '', field = ''] = name.split('.');
  const groups: Record<string, SettingFields> = settingGroups;
  return Object.hasOwn(groups, group) && Object.hasOwn(groups[group] ?? {}, field) ? groups[group]?.[field] : undefined;
}

/** Values by `group.name`, in the order of the groups. */
export function flattenSettings(settings: Partial<Record<SettingGroup, Record<string, unknown> | undefined>>): Map<SettingName, unknown> {
  const flat = new Map<SettingName, unknown>();
  for (const [group, fields] of Object.entries(settings)) {
    for (const [name, value] of Object.entries(fields ?? {})) if (value !== undefined) flat.set(`${group}.${name}` as SettingName, value);
  }
  return flat;
}

/** The same as documents store it: { group: { name: value } }. */
export function nestSettings(flat: ReadonlyMap<SettingName, unknown>): Partial<Record<SettingGroup, Record<string, unknown>>> {
  const nested: Partial<Record<SettingGroup, Record<string, unknown>>> = {};
  for (const [name, value] of flat) {
    const [group = '', field = ''] = name.split('.');
    nested[group as SettingGroup] = { ...nested[group as SettingGroup], [field]: value };
  }
  return nested;
}

/** Two settings are the same when they look the same: values are scalars and lists of texts. */
export function isSameSetting(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Every setting there is, in the order of the groups. */
export const settingNames: readonly SettingName[] = [...flattenSettings(defaultSettings).keys()];

/** Those that each pool can have otherwise. */
export type PolicyName = Extract<SettingName, `${PolicyGroup}.${string}`>;
export const policyNames = settingNames.filter((name): name is PolicyName =>
  policyGroupNames.some((group) => name.startsWith(`${group}.`)),
);

/** What a change of a setting can mean to those whom it affects. */
export const settingEffects = [
  /** Nobody who is here already. */
  'nobody',
  /** Whoever does it from now on. */
  'from_now_on',
  /** Active accounts: their password stays, the next one they choose is judged. */
  'next_password',
  /** Active accounts that must have a second factor, by these settings, and have none that counts. */
  'must_enrol',
  /** Active accounts without a passkey as second factor. */
  'without_passkey',
  /** Sessions that last longer than new ones would; they keep their end. */
  'sessions_longer',
  /** Sessions of applications, from the next refresh on. */
  'at_refresh',
  /** Open requests for a role that could not be asked for any more; they stay. */
  'open_requests',
  /** Deletions under way; they keep their date. */
  'deletions',
  /** Owners of more organizations; they keep them. */
  'owners_over',
  /** Users and service accounts with more keys; they keep them. */
  'keys_over',
  /** Keys that last longer than new ones could; they keep their end. */
  'keys_longer',
  /** Super admins, one of whom has to approve what another one does. */
  'approvers',
] as const;
export type SettingEffect = (typeof settingEffects)[number];
