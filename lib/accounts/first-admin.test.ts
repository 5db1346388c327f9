import process from 'node:process';
import { expect, it, vi } from 'vitest';
import { getDashboard } from '#lib/contracts/admin.ts';
import { login, setupAdmin } from '#lib/contracts/auth.ts';
import { db } from '#lib/db/client.ts';
import { call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, signIn } from '#scripts/testing/people.ts';
import { events, everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';
import { ensureFirstAdmin } from './first-admin.ts';

// One story in order: there is no super admin at first, and never more than one is made this way.
const admins = () => db().user.count({ where: { roles: { some: { role: { name: 'super_admin' } } } } });
const form = (token: string, more: object = {}) => ({ token, email: newEmail(), password: goodPassword, name: 'Root', ...more });

async function newLink(): Promise<string> {
  const outcome = await ensureFirstAdmin();
  if (outcome.status !== 'setup_link') throw new Error(`It answered ${outcome.status}.`);
  return outcome.url;
}

let token = '';

it('without ADMIN_EMAIL a start makes a setup link for the configured address, stored only as a hash', async () => {
  const url = await newLink();
  token = tokenIn(url);
  expect(url).toMatch(/^http:\/\/localhost:3000\/setup\?token=[\w-]{43}$/);
  const rows = await everyRow();
  expect(rows).not.toContain(token);
  expect(rows).not.toContain(Buffer.from(token).toString('hex'));
});

it('the next start makes a new link and the old one stops working', async () => {
  const old = token;
  token = tokenIn(await newLink());
  const { result, events: written } = await withEvents(() => call(setupAdmin, { body: form(old) }));
  expect([result.status, result.code]).toEqual([400, 'INVALID_TOKEN']);
  expect(written).toMatchObject([{ action: 'admin.setup_failed', result: 'failure' }]);
});

it('a wrong form, a weak password or a taken address leave the link usable and nothing written', async () => {
  const taken = await makePerson();
  const before = await rowCounts();
  expect((await call(setupAdmin, { body: form(token, { email: 'x' }) })).fields).toMatchObject([{ path: 'email' }]);
  expect((await call(setupAdmin, { body: form(token, { role: 'super_admin' }) })).fields).toMatchObject([{ path: 'role' }]);
  expect((await call(setupAdmin, { body: form(token, { password: 'short' }) })).code).toBe('WEAK_PASSWORD');
  expect((await call(setupAdmin, { body: form(token, { password: 'password1' }) })).code).toBe('BREACHED_PASSWORD');
  expect((await call(setupAdmin, { body: form(token, { email: taken.email }) })).code).toBe('CONFLICT');
  expect(await rowCounts()).toEqual(before);
});

it('an expired link is refused', async () => {
  const row = await db().oneTimeToken.findFirstOrThrow({ where: { purpose: 'admin_setup', voidedAt: null } });
  await db().oneTimeToken.update({ where: { id: row.id }, data: { expiresAt: new Date(Date.now() - 1) } });
  expect((await call(setupAdmin, { body: form(token) })).code).toBe('INVALID_TOKEN');
  await db().oneTimeToken.update({ where: { id: row.id }, data: { expiresAt: row.expiresAt } });
});

it('20 parallel uses of the link make one super admin, who can sign in and see the console', async () => {
  const emails = Array.from({ length: 20 }, newEmail);
  const { result: answers, events: written } = await withEvents(() =>
    callInParallel(20, setupAdmin, (index) => ({ body: form(token, { email: emails[index] }) })),
  );
  expect(statuses(answers)).toEqual({ 200: 1, 400: 19 });
  expect(await admins()).toBe(1);
  expect(written.filter(({ action }) => action === 'admin.set_up')).toHaveLength(1);
  expect(written.filter(({ action }) => action === 'admin.setup_failed')).toHaveLength(19);
  const email = emails[answers.findIndex(({ status }) => status === 200)] ?? '';
  const { accessToken } = await signIn({ email });
  expect((await call(getDashboard, { bearer: accessToken })).status).toBe(200);
  expect((await call(login, { body: { email: emails.find((each) => each !== email), password: goodPassword } })).status).toBe(401);
});

it('once there is a super admin the link is refused, and starts make neither a link nor another admin', async () => {
  expect((await call(setupAdmin, { body: form(token) })).code).toBe('INVALID_TOKEN');
  expect(await ensureFirstAdmin()).toEqual({ status: 'exists' });
  // Even a live token that was left over does not make a second one.
  await db().oneTimeToken.updateMany({ where: { purpose: 'admin_setup' }, data: { voidedAt: null, consumedAt: null } });
  expect((await call(setupAdmin, { body: form(token) })).code).toBe('INVALID_TOKEN');
  expect(await admins()).toBe(1);
});

it('ADMIN_EMAIL and ADMIN_PASSWORD make the admin once, also when several instances start at once', async () => {
  await db().user.deleteMany({ where: { roles: { some: { role: { name: 'super_admin' } } } } });
  vi.resetModules();
  const email = newEmail();
  Object.assign(process.env, { ADMIN_EMAIL: email.toUpperCase(), ADMIN_PASSWORD: goodPassword });
  const fresh = await import('./first-admin.ts');
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => fresh.ensureFirstAdmin()));
  expect(outcomes.filter(({ status }) => status === 'created')).toHaveLength(1);
  expect(outcomes.filter(({ status }) => status === 'exists')).toHaveLength(4);
  expect(await admins()).toBe(1);
  expect((await call(login, { body: { email, password: goodPassword } })).data.user.roles).toEqual(['super_admin']);
  expect((await events({ action: 'admin.set_up' })).at(-1)).toMatchObject({ result: 'success' });
});
