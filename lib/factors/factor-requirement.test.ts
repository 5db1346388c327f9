import { describe, expect, it } from 'vitest';
import { defaultSettings } from '#lib/settings/settings.ts';
import { factorRequirement, type RequirementFacts } from './factor-requirement.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const day = 24 * 60 * 60 * 1000;
const old: RequirementFacts = {
  accountSince: new Date(now - 1000 * day),
  roles: [{ name: 'user', since: new Date(now - 1000 * day) }],
  requiredSince: null,
  organizations: [],
  methods: [],
};

function statusOf(facts: Partial<RequirementFacts>, policy: Partial<typeof defaultSettings.factors>): string {
  const requirement = factorRequirement({ ...old, ...facts }, { ...defaultSettings.factors, ...policy }, now);
  return requirement.status === 'grace' ? `grace until ${requirement.until.toISOString()}` : requirement.status;
}

describe('an organization', () => {
  it('requires one of its members whatever the policy says, from the day it began to', () => {
    expect(statusOf({ organizations: [new Date(now - 8 * day)] }, {})).toBe('overdue');
    expect(statusOf({ organizations: [new Date(now - day)] }, {})).toBe(`grace until ${new Date(now + 6 * day).toISOString()}`);
    expect(statusOf({ organizations: [new Date(now - 8 * day)], methods: ['totp'] }, {})).toBe('met');
    expect(statusOf({ organizations: [new Date(now - 8 * day)], methods: ['totp'] }, { phishing_resistant_only: true })).toBe('overdue');
  });
});

describe('nothing is required', () => {
  it('by default, and of roles that are not named', () => {
    expect(statusOf({}, {})).toBe('not_required');
    expect(statusOf({}, { required: 'roles' })).toBe('not_required');
    expect(statusOf({}, { required: 'roles', required_roles: ['admin'] })).toBe('not_required');
    // A list that is left over from another choice requires nothing.
    expect(statusOf({}, { required: 'nobody', required_roles: ['user'] })).toBe('not_required');
  });
});

describe('a second factor is required', () => {
  it('of everybody, or of who holds a named role', () => {
    expect(statusOf({}, { required: 'everyone' })).toBe('overdue');
    expect(statusOf({}, { required: 'roles', required_roles: ['admin', 'user'] })).toBe('overdue');
  });

  it('and any will do, but only a passkey where the policy is phishing-resistant', () => {
    for (const method of ['totp', 'sms', 'email', 'passkey']) {
      expect(statusOf({ methods: [method] }, { required: 'everyone' })).toBe('met');
      const strict = statusOf({ methods: [method] }, { required: 'everyone', phishing_resistant_only: true });
      expect([method, strict]).toEqual([method, method === 'passkey' ? 'met' : 'overdue']);
    }
    expect(statusOf({ methods: ['totp', 'passkey'] }, { required: 'everyone', phishing_resistant_only: true })).toBe('met');
  });
});

describe('it can be put off', () => {
  it('for the days of grace after somebody got the account or the role', () => {
    expect(statusOf({ accountSince: new Date(now - 2 * day) }, { required: 'everyone', grace_days: 7 })).toBe(
      'grace until 2026-11-26T12:00:00.000Z',
    );
    expect(statusOf({ accountSince: new Date(now - 7 * day) }, { required: 'everyone', grace_days: 7 })).toBe('overdue');
    expect(statusOf({ accountSince: new Date(now) }, { required: 'everyone', grace_days: 0 })).toBe('overdue');
    const promoted = [...old.roles, { name: 'admin', since: new Date(now - day) }];
    const policy = { required: 'roles', grace_days: 3 } as const;
    expect(statusOf({ roles: promoted }, { ...policy, required_roles: ['admin'] })).toBe('grace until 2026-11-23T12:00:00.000Z');
    // The strictest decides: as a user they had to long ago.
    expect(statusOf({ roles: promoted }, { ...policy, required_roles: ['admin', 'user'] })).toBe('overdue');
  });

  it('by everybody until the end of the grace day', () => {
    const policy = { required: 'everyone', grace_days: 0 } as const;
    expect(statusOf({}, { ...policy, grace_until: '2026-11-21' })).toBe('grace until 2026-11-22T00:00:00.000Z');
    expect(statusOf({}, { ...policy, grace_until: '2026-11-20' })).toBe('overdue');
    // Whichever is later.
    expect(statusOf({ accountSince: new Date(now) }, { ...policy, grace_days: 7, grace_until: '2026-11-20' })).toBe(
      'grace until 2026-11-28T12:00:00.000Z',
    );
  });
});
