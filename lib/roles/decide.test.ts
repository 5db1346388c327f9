import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allPermissions } from './catalogue.ts';
import { type Because, type DecisionActor, decide, type Grant, type Resource } from './decide.ts';
import { allPatterns, covers, expandPermissions, wildcards } from './permission-patterns.ts';

const now = new Date('2026-11-21T12:00:00Z');
const later = new Date(now.getTime() + 1);

function grant(changes: Partial<Grant> = {}): Grant {
  const role = { id: 'r', name: 'role' };
  return { role, rank: 50, permissions: ['admin.users.*'], since: now, expiresAt: null, organizationId: null, ...changes };
}

function actor(changes: Partial<DecisionActor> = {}): DecisionActor {
  return { id: 'me', grants: [grant()], scopes: null, closed: null, ...changes };
}

function reasons(who: DecisionActor, permission: string, resource: Resource | null = null): string[] {
  return decide(who, permission, resource, now).because.map(({ reason }) => reason);
}

/** The rules written down a second time, as sets and sentences, without a look at the first. */
function slowly(who: DecisionActor, permission: string, resource: Resource | null, at: Date): boolean {
  const pattern = (held: string) => new RegExp(`^${held.replaceAll('.', '\\.').replace('*', '.*')}$`);
  const counted = who.grants.filter((one) => one.expiresAt === null || one.expiresAt > at);
  const isBoundElsewhere = (one: Grant, name: string) =>
    one.organizationId !== null && !(/^organization[.]/.test(name) && one.organizationId === resource?.organizationId);
  const inScope = (name: string) => who.scopes === null || who.scopes.some((scope) => scope === name);
  const holds = (name: string) => {
    for (const one of counted)
      for (const held of one.permissions)
        if (!isBoundElsewhere(one, name) && (held === name || pattern(held).test(name))) return inScope(name);
    return false;
  };
  if (who.closed !== null || !(allPermissions as string[]).includes(permission) || !holds(permission)) return false;
  if (resource === null || /\.(read|export|introspect)$/.test(permission)) return true;
  if (resource.userId === who.id || resource.isFixed) return false;
  if (!(resource.permissions ?? []).every(holds)) return false;
  if (resource.ownerId === who.id || resource.rank === undefined) return true;
  const highest =
    counted
      .filter((one) => !isBoundElsewhere(one, permission))
      .map(({ rank }) => rank)
      .sort((a, b) => b - a)[0] ?? 0;
  if (highest === 100 && permission !== 'admin.users.impersonate') return true;
  return resource.rank < highest;
}

const some = allPermissions.filter((name) => name.startsWith('admin.users.') || name.startsWith('organization.members.'));
const names = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('*', 'admin.*', 'admin.users.*', 'organization.*') },
  { weight: 5, arbitrary: fc.constantFrom(...some) },
  { weight: 3, arbitrary: fc.constantFrom(...allPatterns, 'admin', 'x.y', '') },
);
const asked = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...some) }, { weight: 1, arbitrary: names });
const organizations = fc.constantFrom('one', 'two');
const ranks = fc.constantFrom(0, 20, 40, 60, 79, 80, 81, 99, 100);
const times = fc.constantFrom(new Date(0), new Date(now.getTime() - 1), now, later, new Date('2030-01-01T00:00:00Z'));
const grants = fc.record({
  role: fc.constant({ id: 'r', name: 'role' }),
  rank: ranks,
  permissions: fc.array(names, { maxLength: 6, size: 'max' }),
  since: fc.constant(new Date(0)),
  expiresAt: fc.oneof(fc.constant(null), times),
  organizationId: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: organizations }),
});
const closures = ['not_active', 'second_factor_overdue'] as const;
const actors: fc.Arbitrary<DecisionActor> = fc.record({
  id: fc.constantFrom('me', 'you'),
  grants: fc.array(grants, { minLength: 1, maxLength: 5, size: 'max' }),
  scopes: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.subarray([...allPatterns]) }),
  closed: fc.oneof({ weight: 20, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...closures) }),
});
const resources: fc.Arbitrary<Resource> = fc.record(
  {
    userId: fc.constantFrom('me', 'you', 'them'),
    ownerId: fc.constantFrom('me', 'you', 'them'),
    rank: ranks,
    permissions: fc.array(names, { maxLength: 3 }),
    organizationId: organizations,
    isFixed: fc.constantFrom(true, false, false),
  },
  { requiredKeys: [] },
);

const refusing = new Set<Because['reason']>([
  'unknown_permission',
  'not_active',
  'second_factor_overdue',
  'not_granted',
  'grant_expired',
  'other_organization',
  'installation_only',
  'scope_missing',
  'system_role',
  'self',
  'rank',
  'not_held',
]);

it('10,000 random decisions are those of the rules written down a second time', () => {
  const counts = { allowed: 0, refused: 0 };
  fc.assert(
    fc.property(actors, asked, fc.option(resources), (who, permission, resource) => {
      const { allowed, because } = decide(who, permission, resource, now);
      counts[allowed ? 'allowed' : 'refused'] += 1;
      expect(allowed).toBe(slowly(who, permission, resource, now));
      // Every decision has a reason, and never one of the other side.
      expect(because.length).toBeGreaterThan(0);
      expect(because.every(({ reason }) => refusing.has(reason))).toBe(!allowed);
      expect(because.some(({ reason }) => refusing.has(reason))).toBe(!allowed);
    }),
    { numRuns: 10_000 },
  );
  // Neither answer is a rare one, or the cases would prove little.
  expect(Math.min(counts.allowed, counts.refused)).toBeGreaterThan(1000);
});

it('more grants never allow less, and a later time never more', () => {
  fc.assert(
    fc.property(actors, grants, asked, resources, (who, more, permission, resource) => {
      if (!decide(who, permission, resource, now).allowed) return;
      expect(decide({ ...who, grants: [...who.grants, more] }, permission, resource, now).allowed).toBe(true);
      expect(decide(who, permission, resource, new Date(0)).allowed).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

describe('what is held', () => {
  it('a wildcard carries what is below it and nothing beside it', () => {
    expect(wildcards).toContain('admin.users.*');
    expect(reasons(actor(), 'admin.users.read')).toEqual(['granted']);
    expect(reasons(actor(), 'admin.roles.read')).toEqual(['not_granted']);
    expect(covers('admin.users.*', 'admin.users')).toBe(false);
    expect(covers('admin.user.*', 'admin.users.read')).toBe(false);
    expect(expandPermissions(['*'])).toEqual([...allPermissions].sort());
    expect(expandPermissions(['admin.gone', 'tokens.*'])).toEqual(['tokens.introspect']);
  });

  it('a wildcard is only carried by one as wide: everything below it today is less', () => {
    expect(covers('admin.*', 'admin.users.*')).toBe(true);
    expect(covers('*', 'admin.*')).toBe(true);
    expect(covers('admin.users.*', 'admin.*')).toBe(false);
    const each = actor({ grants: [grant({ permissions: [...allPermissions] })] });
    expect(reasons(each, 'admin.roles.create', { permissions: ['admin.users.*'] })).toEqual(['not_held']);
  });

  it('names that are no permission are allowed to nobody, wildcards included', () => {
    const all = actor({ grants: [grant({ permissions: ['*'], rank: 100 })] });
    for (const name of ['*', 'admin.*', 'admin.users', 'admin.users.read ', '__proto__', ''])
      expect(reasons(all, name)).toEqual(['unknown_permission']);
  });

  it('an assignment ends at its moment, and says so', () => {
    const until = (expiresAt: Date) => actor({ grants: [grant({ expiresAt })] });
    expect(reasons(until(later), 'admin.users.read')).toEqual(['granted']);
    expect(reasons(until(now), 'admin.users.read')).toEqual(['grant_expired']);
  });

  it('a role in an organization counts for what belongs to it', () => {
    const bound = (rank: number) => grant({ organizationId: 'one', rank, permissions: ['organization.*'] });
    const member = actor({ grants: [bound(50)] });
    expect(reasons(member, 'organization.read')).toEqual(['other_organization']);
    expect(reasons(member, 'organization.read', { organizationId: 'two' })).toEqual(['other_organization']);
    expect(reasons(member, 'organization.read', { organizationId: 'one' })).toEqual(['granted']);
    const lower = actor({ grants: [bound(90), grant({ rank: 10, permissions: ['*'] })] });
    expect(reasons(lower, 'organization.members.write', { rank: 20 })).toEqual(['rank']);
    expect(reasons(lower, 'organization.members.write', { rank: 20, organizationId: 'one' })).toContain('outranks');
  });

  it('a role in an organization says nothing about accounts, roles and settings, not of its members either', () => {
    const bound = grant({ organizationId: 'one', rank: 90, permissions: ['*'] });
    const there = { organizationId: 'one' };
    for (const name of allPermissions.filter((each) => !each.startsWith('organization.')))
      expect(reasons(actor({ grants: [bound] }), name, there)).toEqual(['installation_only']);
    const lower = actor({ grants: [bound, grant({ rank: 10 })] });
    expect(reasons(lower, 'admin.users.suspend', { rank: 20, ...there })).toEqual(['rank']);
    expect(reasons(lower, 'admin.users.roles', { permissions: ['admin.roles.read'], ...there })).toEqual(['not_held']);
  });

  it('a key does no more than its scopes and no more than its owner', () => {
    expect(reasons(actor({ scopes: ['admin.users.read'] }), 'admin.users.read')).toEqual(['granted']);
    expect(reasons(actor({ scopes: ['admin.users.read'] }), 'admin.users.write')).toEqual(['scope_missing']);
    expect(reasons(actor({ scopes: ['admin.roles.read'] }), 'admin.roles.read')).toEqual(['not_granted']);
    const narrow = actor({ scopes: ['admin.users.roles'] });
    expect(reasons(narrow, 'admin.users.roles', { permissions: ['admin.users.read'] })).toEqual(['not_held']);
  });
});

describe('what it is done to', () => {
  it('nobody manages an equal or a higher rank, nor themselves; looking is another thing', () => {
    expect(reasons(actor(), 'admin.users.suspend', { rank: 49 })).toEqual(['granted', 'outranks']);
    expect(reasons(actor(), 'admin.users.suspend', { rank: 50 })).toEqual(['rank']);
    expect(reasons(actor(), 'admin.users.suspend', { rank: 51 })).toEqual(['rank']);
    expect(reasons(actor(), 'admin.users.suspend', { userId: 'me', rank: 10 })).toEqual(['self']);
    expect(reasons(actor(), 'admin.users.read', { userId: 'me', rank: 90 })).toEqual(['granted']);
  });

  it('the highest rank manages its equals, but never acts as one', () => {
    const top = actor({ grants: [grant({ rank: 100, permissions: ['*'] })] });
    expect(reasons(top, 'admin.users.suspend', { userId: 'you', rank: 100 })).toEqual(['granted', 'outranks']);
    expect(reasons(top, 'admin.users.impersonate', { userId: 'you', rank: 100 })).toEqual(['rank']);
    expect(reasons(top, 'admin.users.impersonate', { userId: 'you', rank: 99 })).toEqual(['granted', 'outranks']);
  });

  it('what is one’s own needs no rank', () => {
    expect(reasons(actor(), 'admin.users.roles', { ownerId: 'me', rank: 50 })).toEqual(['granted', 'own']);
    expect(reasons(actor(), 'admin.users.roles', { ownerId: 'you', rank: 50 })).toEqual(['rank']);
  });

  it('nobody gives what they do not hold', () => {
    const giving = (permissions: string[]) => decide(actor(), 'admin.users.roles', { rank: 10, permissions }, now);
    expect(giving(['admin.users.read', 'admin.users.*']).allowed).toBe(true);
    expect(giving(['admin.users.read', 'admin.audit.read', '*']).because).toEqual([
      { reason: 'not_held', permissions: ['admin.audit.read', '*'] },
    ]);
  });

  it('a refusal for want of the permission says nothing about the resource', () => {
    expect(reasons(actor(), 'admin.roles.write', { rank: 100, userId: 'me', permissions: ['*'] })).toEqual(['not_granted']);
  });
});

it('whose account is closed holds nothing', () => {
  for (const closed of closures) expect(reasons(actor({ closed }), 'admin.users.read')).toEqual([closed]);
});
