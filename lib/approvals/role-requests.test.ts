import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  approveRoleRequest,
  createRoleRequest,
  denyRoleRequest,
  listOwnRoleRequests,
  listRequestableRoles,
  listRoleRequests,
  withdrawRoleRequest,
} from '#lib/contracts/approvals.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { type ApiAnswer, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { makeKey } from '#scripts/testing/keys.ts';
import { lastMail, queuedMails } from '#scripts/testing/mails.ts';
import { makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { events, everyRow } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';

const why = 'I look after the lanterns at night.';
let root: Person;
let bearer = '';
let admin: Person;
let adminBearer = '';
const roles = new Map<string, string>();
const idOf = (name: string) => roles.get(name) ?? '';

beforeAll(async () => {
  root = await makePerson({ role: 'super_admin' });
  bearer = (await signIn(root)).accessToken;
  admin = await makePerson({ role: 'admin' });
  adminBearer = (await signIn(admin)).accessToken;
  for (const { id, name } of await db().role.findMany()) roles.set(name, id);
});
beforeEach(() => putSettings({ roles: { requestable: ['moderator', 'admin'] } }));
afterAll(() => putSettings({ roles: { requestable: null } }));

type Asker = Person & { bearer: string };
async function somebody(): Promise<Asker> {
  const person = await makePerson();
  return { ...person, bearer: (await signIn(person)).accessToken };
}
const ask = (by: { bearer: string }, role: string, more: object = {}): Promise<ApiAnswer> =>
  call(createRoleRequest, { bearer: by.bearer, body: { role_id: idOf(role), reason: why, ...more } });
const decide = (contract: typeof approveRoleRequest | typeof denyRoleRequest, id: string, by = bearer) =>
  call(contract, { bearer: by, params: { role_request_id: id }, body: { reason: 'Agreed.' } });
const rolesOf = async (by: Asker) => (await call(getMe, { bearer: by.bearer })).data.roles as string[];
const own = async (by: Asker) => (await call(listOwnRoleRequests, { bearer: by.bearer })).data;

describe('asking for a role', () => {
  it('gives nothing, is shown to whoever asked, and is told to those who could give it and to nobody else', async () => {
    const person = await somebody();
    const moderator = await makePerson({ role: 'moderator' });
    const answer = await ask(person, 'moderator');
    expect(answer.status).toBe(201);
    expect(answer.data).toMatchObject({ status: 'open', reason: why, role: { name: 'moderator' }, decided_at: null });
    expect(await rolesOf(person)).toEqual(['user']);
    expect(await own(person)).toEqual([answer.data]);
    for (const approver of [root, admin])
      expect(await lastMail(approver.id, 'role_requested')).toMatchObject({
        person: person.email,
        link: expect.stringContaining('/admin/approvals'),
      });
    expect(await queuedMails(moderator.id)).toEqual([]);
    expect(await events({ subjectId: person.id, action: 'role_request.created' })).toHaveLength(1);
    expect(await everyRow()).not.toContain(why);
  });

  it('for what only a super admin could give is told to super admins alone', async () => {
    const person = await somebody();
    const before = (await queuedMails(admin.id)).length;
    await ask(person, 'admin');
    expect((await queuedMails(admin.id)).length).toBe(before);
    expect((await lastMail(root.id, 'role_requested')).person).toBe(person.email);
  });

  it('is open for what the settings name and is not held; anything else does not exist', async () => {
    const person = await somebody();
    const names = (await call(listRequestableRoles, { bearer: person.bearer })).data.map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual(['admin', 'moderator']);
    for (const role of ['super_admin', 'guest', 'user']) expect((await ask(person, role)).status).toBe(404);
    await db().userRole.deleteMany({ where: { userId: person.id } });
    await putSettings({ roles: { requestable: [] } });
    expect((await ask(person, 'moderator')).status).toBe(404);
  });

  it('stands once for each role, also under 10 parallel tries, and five times a day', async () => {
    const person = await somebody();
    const answers = await callInParallel(10, createRoleRequest, () => ({
      bearer: person.bearer,
      body: { role_id: idOf('moderator'), reason: why },
    }));
    expect(statuses(answers)).toEqual({ 201: 1, 409: 9 });
    for (let round = 1; round < 5; round += 1) {
      const [{ id }] = await own(person);
      expect((await call(withdrawRoleRequest, { bearer: person.bearer, params: { role_request_id: id } })).status).toBe(200);
      expect((await ask(person, 'moderator')).status).toBe(201);
    }
    expect((await ask(person, 'admin')).code).toBe('RATE_LIMITED');
  });

  it('is taken back by whoever asked alone; then nobody decides about it', async () => {
    const [person, other] = [await somebody(), await somebody()];
    const { id } = (await ask(person, 'moderator')).data;
    const params = { role_request_id: id };
    for (const by of [other.bearer, bearer]) expect((await call(withdrawRoleRequest, { bearer: by, params })).status).toBe(404);
    expect((await call(withdrawRoleRequest, { bearer: person.bearer, params })).data).toEqual({ withdrawn: true });
    expect((await decide(approveRoleRequest, id)).status).toBe(404);
    expect(await events({ subjectId: person.id, action: 'role_request.withdrawn' })).toHaveLength(1);
  });

  it('needs a session of one’s own: no key, nobody', async () => {
    const person = await somebody();
    const { key } = await makeKey(person, { scopes: ['profile.read', 'profile.write'] });
    expect((await ask({ bearer: key }, 'moderator')).status).toBe(403);
    expect((await call(createRoleRequest, { body: { role_id: idOf('moderator'), reason: why } })).status).toBe(401);
  });
});

describe('approving', () => {
  it('gives the role at once, with its end, names both in the trail, and is told to whoever asked', async () => {
    const person = await somebody();
    const endsAt = '2099-01-01T00:00:00.000Z';
    const { id } = (await ask(person, 'moderator', { ends_at: endsAt })).data;
    expect((await decide(approveRoleRequest, id, adminBearer)).data).toEqual({ approved: true });
    expect((await rolesOf(person)).sort()).toEqual(['moderator', 'user']);
    const held = await db().userRole.findFirstOrThrow({ where: { userId: person.id, roleId: idOf('moderator') } });
    expect([held.grantedBy, held.expiresAt?.toISOString()]).toEqual([admin.id, endsAt]);
    for (const action of ['role_request.approved', 'role.granted'])
      expect(await events({ subjectId: person.id, action })).toMatchObject([{ actorId: admin.id, subjectId: person.id }]);
    expect((await own(person))[0]).toMatchObject({ status: 'approved', decision_reason: 'Agreed.' });
    expect((await lastMail(person.id, 'role_request_approved')).role).toBe('Moderator');
  });

  it('happens once when two approve at the same moment, or one approves and one refuses', async () => {
    for (const contracts of [[approveRoleRequest, approveRoleRequest] as const, [approveRoleRequest, denyRoleRequest] as const]) {
      const person = await somebody();
      const { id } = (await ask(person, 'moderator')).data;
      const answers = await Promise.all([decide(contracts[0], id, bearer), decide(contracts[1], id, adminBearer)]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const [first] = await own(person);
      expect((await rolesOf(person)).includes('moderator')).toBe(first.status === 'approved');
      const decided = [
        ...(await events({ subjectId: person.id, action: 'role_request.approved' })),
        ...(await events({ subjectId: person.id, action: 'role_request.denied' })),
      ];
      expect(decided).toHaveLength(1);
    }
  });

  it('is never for oneself, and never for what the approver could not give', async () => {
    await putSettings({ roles: { requestable: ['super_admin', 'admin'] } });
    const { id: mine } = (await ask({ bearer: adminBearer }, 'super_admin')).data;
    expect((await decide(approveRoleRequest, mine, adminBearer)).status).toBe(403);
    expect((await decide(denyRoleRequest, mine, adminBearer)).status).toBe(403);
    const person = await somebody();
    const { id } = (await ask(person, 'admin')).data;
    expect((await decide(approveRoleRequest, id, adminBearer)).status).toBe(403);
    const seen = (await call(listRoleRequests, { bearer: adminBearer })).data.filter((request: { id: string }) =>
      [mine, id].includes(request.id),
    );
    expect(seen.map(({ may_decide: may }: { may_decide: boolean }) => may)).toEqual([false, false]);
    expect(await rolesOf(person)).toEqual(['user']);
    expect((await own(person))[0].status).toBe('open');
    await call(withdrawRoleRequest, { bearer: adminBearer, params: { role_request_id: mine } });
  });

  it('is judged at that moment: an approver who lost the permission gives nothing', async () => {
    const former = await makePerson({ role: 'admin' });
    const { accessToken } = await signIn(former);
    const person = await somebody();
    const { id } = (await ask(person, 'moderator')).data;
    await db().userRole.deleteMany({ where: { userId: former.id } });
    expect((await decide(approveRoleRequest, id, accessToken)).status).toBe(403);
    expect(await rolesOf(person)).toEqual(['user']);
  });

  it('is not possible when its time is over or whoever asked is shut out', async () => {
    const [late, suspended] = [await somebody(), await somebody()];
    const { id } = (await ask(late, 'moderator')).data;
    await db().roleRequest.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1000) } });
    expect((await decide(approveRoleRequest, id)).status).toBe(404);
    expect((await own(late))[0].status).toBe('expired');
    expect((await ask(late, 'moderator')).status).toBe(201);
    expect((await own(late)).map(({ status }: { status: string }) => status)).toEqual(['open', 'expired']);
    const { id: second } = (await ask(suspended, 'moderator')).data;
    await db().user.update({ where: { id: suspended.id }, data: { status: 'suspended' } });
    expect((await decide(approveRoleRequest, second)).status).toBe(404);
  });

  it('needs a fresh proof', async () => {
    const person = await somebody();
    const { id } = (await ask(person, 'moderator')).data;
    const { accessToken, sessionId } = await signIn(root);
    await db().session.update({ where: { id: sessionId }, data: { stepUpAt: null } });
    expect((await decide(approveRoleRequest, id, accessToken)).code).toBe('STEP_UP_REQUIRED');
  });
});

it('refusing gives nothing, says why, and is told', async () => {
  const person = await somebody();
  const { id } = (await ask(person, 'moderator')).data;
  expect((await decide(denyRoleRequest, id)).data).toEqual({ denied: true });
  expect(await rolesOf(person)).toEqual(['user']);
  expect((await own(person))[0]).toMatchObject({ status: 'denied', decision_reason: 'Agreed.' });
  expect((await lastMail(person.id, 'role_request_denied')).link).toContain('/profile/roles');
  expect((await decide(approveRoleRequest, id)).status).toBe(404);
});

it('the list of those who wait is for those who give roles', async () => {
  const person = await somebody();
  const { id } = (await ask(person, 'moderator')).data;
  const listed = (await call(listRoleRequests, { bearer })).data.find((request: { id: string }) => request.id === id);
  expect(listed).toMatchObject({ reason: why, user: { id: person.id, email: person.email }, may_decide: true });
  expect((await call(listRoleRequests, { bearer: person.bearer })).status).toBe(403);
});
