import { describe, expect, it } from 'vitest';
import { defaultSettings, type SettingName, type Settings, settingNames, settingsSchema } from './settings.ts';
import { weakenedSettings } from './weakened-settings.ts';

/** Of each setting a value that protects less, and one that protects more. */
const pairs: Record<SettingName, { weak: unknown; strong: unknown }> = {
  'passwords.policy': { weak: 'custom', strong: 'nist' },
  'passwords.min_length': { weak: 8, strong: 12 },
  'passwords.max_length': { weak: 64, strong: 512 },
  'passwords.forbid_personal': { weak: false, strong: true },
  'passwords.forbidden_words': { weak: [], strong: ['lantern'] },
  'passwords.history': { weak: 0, strong: 5 },
  'factors.required': { weak: 'roles', strong: 'everyone' },
  'factors.required_roles': { weak: ['admin'], strong: ['admin', 'moderator'] },
  'factors.grace_days': { weak: 30, strong: 7 },
  'factors.grace_until': { weak: '2027-01-01', strong: null },
  'factors.phishing_resistant_only': { weak: false, strong: true },
  'sign_in.sign_up': { weak: 'open', strong: 'closed' },
  'roles.requestable': { weak: ['admin'], strong: [] },
  'accounts.deletion_grace_days': { weak: 1, strong: 30 },
  'lockout.max_failures': { weak: 20, strong: 5 },
  'lockout.minutes': { weak: 1, strong: 15 },
  'sessions.browser_hours': { weak: 48, strong: 24 },
  'sessions.idle_minutes': { weak: 120, strong: 60 },
  'sessions.remember_days': { weak: 90, strong: 30 },
  'sessions.refresh_days': { weak: 30, strong: 7 },
  'sessions.application_days': { weak: 365, strong: 90 },
  'organizations.self_service': { weak: true, strong: false },
  'organizations.max_per_person': { weak: 10, strong: 5 },
  'approvals.four_eyes_for': { weak: [], strong: ['bulk_deletion'] },
  'impersonation.tell_user': { weak: false, strong: true },
  'api_keys.max_per_owner': { weak: 100, strong: 20 },
  'api_keys.max_days': { weak: 0, strong: 90 },
};

function withSetting(name: SettingName, value: unknown, base: Settings = defaultSettings): Settings {
  const [group, field] = name.split('.') as [keyof Settings, string];
  return settingsSchema.parse({ ...base, [group]: { ...base[group], [field]: value } });
}

describe('what weakens the settings', () => {
  it.each(settingNames)('%s: one way is weaker, the other is not, and the same is neither', (name) => {
    const { weak, strong } = pairs[name];
    const [weaker, stronger] = [withSetting(name, weak), withSetting(name, strong)];
    expect(weakenedSettings(stronger, weaker)).toEqual([name]);
    expect(weakenedSettings(weaker, stronger)).toEqual([]);
    expect(weakenedSettings(weaker, weaker)).toEqual([]);
  });

  it('a policy is weaker when a shorter password is taken by it, whichever of the two says so', () => {
    const long = withSetting('passwords.min_length', 20);
    // Beside a second factor NIST is content with 8.
    expect(weakenedSettings(long, withSetting('passwords.policy', 'nist', long))).toEqual(['passwords.policy']);
    const nist = withSetting('passwords.policy', 'nist');
    expect(weakenedSettings(nist, withSetting('passwords.min_length', 20, nist))).toEqual([]);
    expect(weakenedSettings(nist, withSetting('passwords.policy', 'custom', withSetting('passwords.min_length', 15, nist)))).toEqual([]);
  });

  it('an exchange in a list takes something away, and a life of a key without end is the longest', () => {
    const words = (...list: string[]) => withSetting('passwords.forbidden_words', list);
    expect(weakenedSettings(words('lantern', 'bright'), words('lantern', 'other'))).toEqual(['passwords.forbidden_words']);
    expect(weakenedSettings(words('lantern', 'bright'), words('bright', 'lantern'))).toEqual([]);
    const days = (count: number) => withSetting('api_keys.max_days', count);
    expect(weakenedSettings(days(30), days(60))).toEqual(['api_keys.max_days']);
    expect(weakenedSettings(days(60), days(30))).toEqual([]);
  });
});
