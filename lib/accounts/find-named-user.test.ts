import { expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { makePerson, newEmail } from '#scripts/testing/people.ts';
import { makePool } from '#scripts/testing/pools.ts';
import { eraseAccount } from './erase-account.ts';
import { findNamedUser } from './find-named-user.ts';

it('an exact address, username or id names somebody, in whichever pool they are', async () => {
  const pool = await makePool();
  const person = await makePerson({ pool });
  for (const text of [person.email, ` ${person.email.toUpperCase()} `, person.username, person.id, `${pool}:${person.email}`])
    expect(await findNamedUser(text)).toEqual({ userId: person.id, pools: [pool] });
  for (const text of ['', 'nobody', newEmail(), uuidv7(), `default:${person.email}`, `${person.email}x`, `nowhere:${person.email}`])
    expect(await findNamedUser(text)).toEqual({ userId: null, pools: [] });
  for (const text of [person.email, person.username, person.id, `${pool}:${person.email}`]) {
    expect((await findNamedUser(text, pool)).userId).toBe(person.id);
    expect(await findNamedUser(text, 'default')).toEqual({ userId: null, pools: [] });
  }
  await db().user.update({ where: { id: person.id }, data: { status: 'deletion_scheduled', eraseAt: new Date(0) } });
  expect(await eraseAccount(person.id)).toBe(true);
  expect(await findNamedUser(person.id)).toEqual({ userId: null, pools: [] });
});

it('of several who have the same address or username nobody is guessed: the pool says which', async () => {
  const pool = await makePool();
  const email = newEmail();
  const [customer, staff] = [await makePerson({ email }), await makePerson({ email, pool })];
  for (const name of [email, customer.username]) {
    expect(await findNamedUser(name)).toEqual({ userId: null, pools: ['default', pool] });
    expect((await findNamedUser(`default:${name}`)).userId).toBe(customer.id);
    expect((await findNamedUser(`${pool}:${name}`)).userId).toBe(staff.id);
  }
});
