import { expect, it } from 'vitest';
import { getDashboard } from '#lib/contracts/admin.ts';
import { login } from '#lib/contracts/auth.ts';
import { updateMe } from '#lib/contracts/users.ts';
import { findDataKey, installationKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { call, nextAddress } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, newEmail, signIn } from '#scripts/testing/people.ts';
import { events } from '#scripts/testing/rows.ts';
import { systemCaller } from './caller.ts';
import { auditContext, recordEvent } from './record-event.ts';

type Row = Awaited<ReturnType<typeof events>>[number];

async function personalPart(row: Row): Promise<unknown> {
  const key = row.subjectId ? await findDataKey(db(), row.subjectId) : await installationKey();
  if (!key || !row.sealed) throw new Error('It cannot be opened.');
  return JSON.parse(unseal(key, row.sealed, auditContext(row.id)).toString('utf8'));
}

async function partitionOf(id: string): Promise<string> {
  const [row] = await db().$queryRaw<{ name: string }[]>`SELECT tableoid::regclass::text AS name FROM audit_event WHERE id = ${id}::uuid`;
  return row?.name ?? '';
}

it("an event's address, browser and changed values are sealed with the key of whom it is about", async () => {
  const person = await makePerson();
  const headers = { 'user-agent': 'client/9' };
  const { accessToken: bearer } = await signIn(person);
  await call(updateMe, { bearer, ip: '203.0.113.5', headers, body: { name: 'Ada' } });
  const row = (await events({ subjectId: person.id, action: 'user.updated' })).at(-1);
  expect(row && (await personalPart(row))).toEqual({
    ip: '203.0.113.5',
    user_agent: 'client/9',
    changes: { name: { before: null, after: 'Ada' } },
  });
  expect(row).toMatchObject({
    actorType: 'user',
    actorId: person.id,
    changedFields: ['name'],
    requestId: expect.stringMatching(/^[\w-]{36}$/),
  });
});

it('an event about nobody is sealed with the key of the installation', async () => {
  const ip = nextAddress();
  await call(login, { ip, body: { email: newEmail(), password: goodPassword } });
  const row = (await events({ action: 'session.denied' })).at(-1);
  expect(row && (await personalPart(row))).toMatchObject({ ip });
  expect(row).toMatchObject({ subjectId: null, actorType: 'anonymous' });
});

it('an event moved to another id does not open', async () => {
  const person = await makePerson();
  await signIn(person);
  const row = (await events({ subjectId: person.id })).at(-1);
  if (!row) throw new Error('There is no event.');
  await expect(personalPart({ ...row, id: '019a0000-0000-7000-8000-000000000000' })).rejects.toThrow();
});

it('an event about an erased person holds nothing personal', async () => {
  const person = await makePerson();
  await db().dataKey.delete({ where: { subjectId: person.id } });
  await recordEvent(db(), {
    action: 'user.updated',
    result: 'success',
    subjectId: person.id,
    caller: { ...systemCaller, ip: '203.0.113.6' },
  });
  expect(await events({ subjectId: person.id })).toMatchObject([{ sealed: null, actorType: 'system' }]);
});

it('an event of a transaction that is rolled back is not there', async () => {
  const person = await makePerson();
  const work = inTransaction(async (transaction) => {
    await recordEvent(transaction, { action: 'user.updated', result: 'success', subjectId: person.id, caller: systemCaller });
    throw new Error('rolled back');
  });
  await expect(work).rejects.toThrow('rolled back');
  expect(await events({ subjectId: person.id })).toEqual([]);
});

it('events land in the partition of their month in UTC, and in "other" when there is none', async () => {
  const person = await makePerson();
  await signIn(person);
  const [row] = await events({ subjectId: person.id });
  const month = new Date().toISOString().slice(0, 7).replace('-', '_');
  expect(await partitionOf(row?.id ?? '')).toBe(`audit_partitions.month_${month}`);
  const far = { id: '019a0000-0000-7000-8000-00000000000f', createdAt: new Date('2099-12-31T23:59:59.999Z') };
  await db().auditEvent.create({ data: { ...far, action: 'user.updated', result: 'success', actorType: 'system' } });
  expect(await partitionOf(far.id)).toBe('audit_partitions.other');
  await db().auditEvent.deleteMany({ where: { id: far.id } });
});

it('the coming months have their partitions, however often and in parallel they are ensured', async () => {
  const count = async () =>
    Number((await db().$queryRaw<{ count: bigint }[]>`SELECT count(*) FROM pg_tables WHERE schemaname = 'audit_partitions'`)[0]?.count);
  const before = await count();
  expect(before).toBeGreaterThanOrEqual(5);
  await Promise.all(Array.from({ length: 5 }, () => db().$executeRaw`SELECT audit_partitions.ensure(3)`));
  expect(await count()).toBe(before);
  await db().$executeRaw`SELECT audit_partitions.ensure(5)`;
  expect(await count()).toBe(before + 2);
});

it('the overview opens the latest ten events for those who may read it, and nothing about erased people', async () => {
  const [reader, person] = [await makePerson({ role: 'moderator' }), await makePerson()];
  const { accessToken: bearer } = await signIn(reader);
  for (let round = 0; round < 9; round += 1) await recordEvent(db(), { action: 'user.updated', result: 'success', caller: systemCaller });
  await signIn(person, { ip: '203.0.113.66' });
  const { status, data } = await call(getDashboard, { bearer });
  expect(status).toBe(200);
  expect(data.latest_events).toHaveLength(10);
  expect(data.latest_events[0]).toMatchObject({
    action: 'session.created',
    ip: '203.0.113.66',
    actor: { type: 'user', id: person.id, label: person.email },
  });
  await db().dataKey.delete({ where: { subjectId: person.id } });
  const after = await call(getDashboard, { bearer });
  expect(after.data.latest_events[0]).toMatchObject({
    action: 'session.created',
    ip: null,
    device: null,
    actor: { id: person.id, label: null },
  });
  expect(after.text).not.toContain(person.email);
});
