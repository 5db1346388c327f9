import process from 'node:process';
import { beforeAll, expect, it } from 'vitest';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { makePerson } from '#scripts/testing/people.ts';
import { listWaysIn, removeWayIn } from './ways-in.ts';

const acme = 'https://acme.example';
const former = 'https://former.example';

async function connect(userId: string, provider = acme): Promise<string> {
  const id = uuidv7();
  await db().account.create({ data: { id, userId, type: 'oidc', provider, providerAccountId: id } });
  return id;
}

async function dropPassword(userId: string): Promise<void> {
  await db().user.update({ where: { id: userId }, data: { passwordHash: null } });
}

beforeAll(() => {
  Object.assign(process.env, { OIDC_ACME_ISSUER: acme, OIDC_ACME_ID: 'gatehouse', OIDC_ACME_SECRET: 'secret' });
});

it('names every kind of way in that somebody has', async () => {
  const { id } = await makePerson();
  expect(await listWaysIn(id)).toEqual(['password', 'email']);
  await connect(id);
  await dropPassword(id);
  expect(await listWaysIn(id)).toEqual(['connection', 'email']);
  expect(await listWaysIn((await makePerson({ verified: false })).id)).toEqual(['password']);
  expect(await listWaysIn(uuidv7())).toEqual([]);
});

it('a way in goes while another one is left', async () => {
  const { id: userId } = await makePerson();
  const id = await connect(userId);
  await inTransaction((transaction) => removeWayIn(transaction, userId, () => transaction.account.delete({ where: { id } })));
  expect(await listWaysIn(userId)).toEqual(['password', 'email']);
});

it('the last one stays, although the mailbox could be written to', async () => {
  const { id: userId } = await makePerson();
  const id = await connect(userId);
  await dropPassword(userId);
  const removal = inTransaction((transaction) => removeWayIn(transaction, userId, () => transaction.account.delete({ where: { id } })));
  await expect(removal).rejects.toMatchObject({ code: 'LAST_SIGN_IN_METHOD' });
  expect(await listWaysIn(userId)).toEqual(['connection', 'email']);
});

it('of ten ways in that are removed at once, one stays', async () => {
  const { id: userId } = await makePerson();
  const ids = await Promise.all(Array.from({ length: 10 }, () => connect(userId)));
  await dropPassword(userId);
  const removals = ids.map((id) =>
    inTransaction((transaction) => removeWayIn(transaction, userId, () => transaction.account.delete({ where: { id } }))),
  );
  const results = await Promise.allSettled(removals);
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(await db().account.count({ where: { userId } })).toBe(1);
});

it('a connection to a provider that is not configured any more is no way in: it does not stand for the last one', async () => {
  const { id: userId } = await makePerson();
  const [id] = [await connect(userId), await connect(userId, former)];
  await dropPassword(userId);
  const removal = inTransaction((transaction) => removeWayIn(transaction, userId, () => transaction.account.delete({ where: { id } })));
  await expect(removal).rejects.toMatchObject({ code: 'LAST_SIGN_IN_METHOD' });
  await db().account.delete({ where: { id } });
  expect(await listWaysIn(userId)).toEqual(['email']);
});
