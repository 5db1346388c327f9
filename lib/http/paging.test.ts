import { beforeAll, describe, expect, it } from 'vitest';
import { listActivity } from '#lib/contracts/activity.ts';
import { createApiKey } from '#lib/contracts/api-keys.ts';
import { createApplication, listApplications } from '#lib/contracts/applications.ts';
import { login } from '#lib/contracts/auth.ts';
import { contracts } from '#lib/contracts/index.ts';
import { bulkUsers } from '#lib/contracts/jobs.ts';
import { createUser } from '#lib/contracts/managed-users.ts';
import { createInvitation } from '#lib/contracts/organization-invitations.ts';
import { createOrganizationKey } from '#lib/contracts/organization-keys.ts';
import { addMember } from '#lib/contracts/organization-members.ts';
import { createOrganization } from '#lib/contracts/organizations.ts';
import { createPool } from '#lib/contracts/pools.ts';
import { createRole } from '#lib/contracts/roles.ts';
import { createServiceAccount, createServiceAccountKey } from '#lib/contracts/service-accounts.ts';
import { signOutUser } from '#lib/contracts/user-acts.ts';
import { updateMe } from '#lib/contracts/users.ts';
import { type ApiAnswer, call } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, newEmail, type Person, signIn } from '#scripts/testing/people.ts';
import { putSettings } from '#scripts/testing/settings.ts';

let bearer = '';
let other = '';
let account = '';
let organization = '';
let someone: Person;
let entries = 0;

const scopes = ['tokens.introspect'];
const paths: Record<string, () => Record<string, string>> = {
  listServiceAccountKeys: () => ({ service_account_id: account }),
  listUserEvents: () => ({ user_id: someone.id }),
  listMembers: () => ({ organization_id: organization }),
  listInvitations: () => ({ organization_id: organization }),
  listOrganizationKeys: () => ({ organization_id: organization }),
};
const paramsOf = (id: string): Record<string, string> => paths[id]?.() ?? {};

/** One more entry in each list that comes in pages; a new such endpoint adds how. */
const fillers: Record<string, () => Promise<ApiAnswer>> = {
  listActivity: () => call(updateMe, { bearer, body: { name: `Ada ${entries}` } }),
  listUsers: () => call(createUser, { bearer, body: { email: newEmail() } }),
  listAllSessions: () => call(login, { body: { email: someone.email, password: goodPassword } }),
  listUserEvents: () => call(signOutUser, { bearer, params: { user_id: someone.id }, body: { reason: `Round ${entries}` } }),
  listAuditLogs: () => call(signOutUser, { bearer, params: { user_id: someone.id }, body: { reason: `Round ${entries}` } }),
  listJobs: () => call(bulkUsers, { bearer, body: { action: 'unlock', ids: [someone.id], reason: `Round ${entries}` } }),
  listPools: () => call(createPool, { bearer, body: { name: `pool-${entries}`, display_name: 'Pool' } }),
  listApplications: () => call(createApplication, { bearer, body: { name: `App ${entries}`, allowed_origins: [] } }),
  listAllOrganizations: () => call(createOrganization, { bearer, body: { name: `Company ${entries}` } }),
  listMembers: async () => call(addMember, { bearer, params: paramsOf('listMembers'), body: { user_id: (await makePerson()).id } }),
  listInvitations: () => call(createInvitation, { bearer, params: paramsOf('listInvitations'), body: { email: newEmail() } }),
  listOrganizationKeys: () =>
    call(createOrganizationKey, {
      bearer,
      params: paramsOf('listOrganizationKeys'),
      body: { name: `Key ${entries}`, scopes: ['organization.read'] },
    }),
  listApiKeys: () => call(createApiKey, { bearer, body: { name: `Key ${entries}`, scopes } }),
  listAllApiKeys: () => call(createApiKey, { bearer: other, body: { name: `Key ${entries}`, scopes } }),
  listRoles: () => call(createRole, { bearer, body: { name: `role_${entries}`, display_name: 'Role', rank: 10, permissions: [] } }),
  listServiceAccounts: () => call(createServiceAccount, { bearer, body: { name: `Account ${entries}`, permissions: scopes } }),
  listServiceAccountKeys: () =>
    call(createServiceAccountKey, { bearer, params: paramsOf('listServiceAccountKeys'), body: { name: `Key ${entries}`, scopes } }),
};

async function add(id: string, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    entries += 1;
    const answer = await fillers[id]?.();
    expect([id, answer && answer.status < 300]).toEqual([id, true]);
  }
}

/** The addresses of a Link header by their relation. */
function linksOf(answer: ApiAnswer): Record<string, URL> {
  const found = [...(answer.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)];
  return Object.fromEntries(found.map(([, address = '', relation = '']) => [relation, new URL(address)]));
}

const idsOf = (answer: ApiAnswer): string[] => answer.data.map(({ id }: { id: string }) => id);

beforeAll(async () => {
  bearer = (await signIn(await makePerson({ role: 'super_admin' }))).accessToken;
  other = (await signIn(await makePerson({ role: 'super_admin' }))).accessToken;
  someone = await makePerson();
  await putSettings({ api_keys: { max_per_owner: 100 } });
  organization = (await call(createOrganization, { bearer, body: { name: 'Engines' } })).data.id;
  account = (await call(createServiceAccount, { bearer, body: { name: 'Orders', permissions: scopes } })).data.id;
});

const paged = contracts.filter((contract) => contract.paged);

it('knows how to fill every list that comes in pages', () => {
  expect(paged.map(({ id }) => id).sort()).toEqual(Object.keys(fillers).sort());
});

describe.each(paged.map((contract) => [contract.id, contract] as const))('%s', (id, contract) => {
  const ask = (query: string) => call(contract, { bearer, params: paramsOf(id), query });

  it('shows every entry once, in one order, however many are added between two pages', async () => {
    await add(id, 7);
    const before = idsOf(await ask('?limit=100'));
    const seen: string[] = [];
    let query = '?limit=5';
    for (let page = 0; page < 20 && query; page += 1) {
      const answer = await ask(query);
      expect(answer.status).toBe(200);
      seen.push(...idsOf(answer));
      await add(id, 1);
      query = linksOf(answer).next?.search ?? '';
    }
    expect(seen).toEqual(before);
  });

  it('says in Link where the first and the next page are, with the same filters', async () => {
    await add(id, 2);
    const answer = await ask('?limit=1&sort=-created_at');
    const { first, next } = linksOf(answer);
    const pagination = JSON.parse(answer.text).pagination;
    const path = contract.path.replace(/\{(\w+)\}/, (_, name: string) => paramsOf(id)[name] ?? '');
    expect(first?.href).toBe(`http://localhost:3000/api/v1${path}?limit=1&sort=-created_at`);
    expect(next?.pathname).toBe(first?.pathname);
    expect(Object.fromEntries(next?.searchParams ?? [])).toEqual({ limit: '1', sort: '-created_at', cursor: pagination.next_cursor });
    const second = await ask(next?.search ?? '');
    expect(linksOf(second).first?.href).toBe(first?.href);
    const last = await ask('?limit=100');
    expect([JSON.parse(last.text).pagination.has_more, linksOf(last).next]).toEqual([false, undefined]);
    expect(linksOf(last).first).toBeDefined();
  });

  it('refuses a cursor that was altered, made up, cut, or made for another list', async () => {
    await add(id, 2);
    const cursor = JSON.parse((await ask('?limit=1')).text).pagination.next_cursor as string;
    const bytes = Buffer.from(cursor, 'base64url');
    const altered = [0, 5, bytes.length >> 1, bytes.length - 1].map((position) => {
      const copy = Buffer.from(bytes);
      copy[position] = (copy[position] ?? 0) ^ 1;
      return copy.toString('base64url');
    });
    const madeUp = Buffer.from(JSON.stringify([Date.now(), '019a0000-0000-7000-8000-000000000000'])).toString('base64url');
    const foreign = [];
    for (const list of paged.filter((each) => each.id !== id)) {
      const first = async () =>
        JSON.parse((await call(list, { bearer, params: paramsOf(list.id), query: '?limit=1' })).text).pagination.next_cursor;
      if (!(await first())) await add(list.id, 2);
      foreign.push(await first());
    }
    expect(foreign.length).toBe(paged.length - 1);
    for (const wrong of [...altered, madeUp, cursor.slice(0, -4), `${cursor}AAAA`, 'x', ...foreign]) {
      const answer = await ask(`?limit=1&cursor=${wrong}`);
      expect([wrong, answer.status, answer.fields[0]?.path]).toEqual([wrong, 400, 'cursor']);
    }
    for (const wrong of ['', 'a b', '%00', 'é', 'a'.repeat(513)])
      expect((await ask(`?cursor=${encodeURIComponent(wrong)}`)).status).toBe(400);
  });
});

it("a cursor of somebody's own list opens nobody else's", async () => {
  await add('listActivity', 2);
  const cursor = JSON.parse((await call(listActivity, { bearer, query: '?limit=1' })).text).pagination.next_cursor;
  expect((await call(listActivity, { bearer: other, query: `?limit=1&cursor=${cursor}` })).status).toBe(400);
  expect((await call(listApplications, { bearer: other })).headers.get('link')).toContain('rel="first"');
});
