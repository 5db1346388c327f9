import { beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '#lib/contracts/index.ts';
import { createInvitation } from '#lib/contracts/organization-invitations.ts';
import { addMember } from '#lib/contracts/organization-members.ts';
import { createOrganization } from '#lib/contracts/organizations.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { organizationScopes } from '#lib/roles/scopes.ts';
import { call } from '#scripts/testing/api.ts';
import { makeOrganizationKey } from '#scripts/testing/keys.ts';
import { makePerson, newEmail, signIn } from '#scripts/testing/people.ts';
import { everyRow } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';

/** Every endpoint with an organization in its path: a new one is covered by being there. */
const scoped = contracts.filter(({ path }) => path.includes('{organization_id}'));

const callers = ['owner of another', 'member of another', 'member of none', 'former member', 'key of another'] as const;
const bearers = new Map<string, string>();
/** Things of the organization that the callers have nothing to do with, by the parameter that names them. */
let params: Record<string, string> = {};

beforeAll(async () => {
  await putSettings({ organizations: { self_service: true } });
  const root = (await signIn(await makePerson({ role: 'super_admin' }))).accessToken;
  const found = async () => (await call(createOrganization, { bearer: root, body: { name: 'Company' } })).data.id as string;
  const [own, foreign] = [await found(), await found()];
  const join = async (organization_id: string, user_id: string, role: string) =>
    expect((await call(addMember, { bearer: root, params: { organization_id }, body: { user_id, role } })).status).toBe(201);
  for (const caller of callers) {
    if (caller === 'key of another') continue;
    const person = await makePerson();
    bearers.set(caller, (await signIn(person)).accessToken);
    if (caller === 'owner of another') await join(foreign, person.id, 'owner');
    if (caller === 'member of another') await join(foreign, person.id, 'member');
    if (caller === 'former member') await join(own, person.id, 'admin');
    await db().membership.deleteMany({ where: { organizationId: own, userId: person.id } });
  }
  const ofAnother = await makeOrganizationKey(root, foreign, organizationScopes);
  // Noting its use is the one thing that a key writes.
  await db().apiKey.update({ where: { id: ofAnother.id }, data: { lastUsedAt: new Date() } });
  bearers.set('key of another', ofAnother.key);
  const colleague = await makePerson();
  await join(own, colleague.id, 'member');
  const invitation = await call(createInvitation, { bearer: root, params: { organization_id: own }, body: { email: newEmail() } });
  const domain = await db().organizationDomain.create({
    data: { id: uuidv7(), organizationId: own, name: 'example.com', token: 'x'.repeat(43), verifiedAt: new Date() },
  });
  params = {
    organization_id: own,
    user_id: colleague.id,
    invitation_id: invitation.data.id,
    domain_id: domain.id,
    api_key_id: (await makeOrganizationKey(root, own)).id,
  };
});

/** The database but for the trail, which says that somebody was refused, and for when sessions were seen. */
async function everythingElse(): Promise<string> {
  return (await everyRow())
    .split('\n')
    .filter((row) => !/^(audit_partitions|public\.(audit|session|limit|refus))/.test(row))
    .join('\n');
}

it('is about every endpoint below an organization', () => {
  expect(scoped.length).toBeGreaterThan(15);
  // Each names the permission it needs there, or (joining, leaving) decides by who asks.
  const open = scoped.filter(({ access }) => !('organization' in access)).map(({ id }) => id);
  expect(open.sort()).toEqual(['joinOrganization', 'leaveOrganization']);
  for (const { path } of scoped) for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect(Object.keys(params)).toContain(name);
});

/** What asks for a session says so to keys first, whichever organization it is about. */
function refusalOf({ access }: (typeof scoped)[number], caller: (typeof callers)[number]): [number, string] {
  const needsSession = 'user' in access || ('stepUp' in access && access.stepUp);
  return caller === 'key of another' && needsSession ? [403, 'FORBIDDEN'] : [404, 'NOT_FOUND'];
}

describe.each(scoped.map((contract) => [`${contract.method} ${contract.path}`, contract] as const))('%s', (_, contract) => {
  it.each(callers)(
    'answers the %s as for one that does not exist, with 404 but where it asks for a session, and changes nothing',
    async (caller) => {
      const bearer = bearers.get(caller) ?? '';
      const before = await everythingElse();
      for (const body of contract.body ? [undefined, {}, { unknown: true }] : [undefined]) {
        const [foreign, nowhere] = await Promise.all(
          [params, { ...params, organization_id: uuidv7() }].map((each) => call(contract, { bearer, params: each, ...(body && { body }) })),
        );
        expect([foreign?.status, foreign?.code]).toEqual(refusalOf(contract, caller));
        expect([nowhere?.status, nowhere?.message, nowhere?.details]).toEqual([foreign?.status, foreign?.message, foreign?.details]);
      }
      expect(await everythingElse()).toBe(before);
    },
  );

  it('answers 401 to nobody', async () => {
    expect((await call(contract, { params })).status).toBe(401);
  });
});

it('shows what it guards to somebody who belongs there', async () => {
  const insider = await makePerson();
  const bearer = (await signIn(insider)).accessToken;
  await db().membership.create({ data: { id: uuidv7(), organizationId: params.organization_id ?? '', userId: insider.id, role: 'owner' } });
  for (const contract of scoped.filter(({ method }) => method === 'GET'))
    expect([contract.id, (await call(contract, { bearer, params })).status]).toEqual([contract.id, 200]);
});
