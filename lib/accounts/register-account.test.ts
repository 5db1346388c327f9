import { beforeEach, describe, expect, it } from 'vitest';
import { login, register, verifyEmail } from '#lib/contracts/auth.ts';
import { db } from '#lib/db/client.ts';
import { awayFromWindowEnd, call, callInParallel, masked, maskedHeaders, statuses } from '#scripts/testing/api.ts';
import { lastMail, queuedMails, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, userIdOf } from '#scripts/testing/people.ts';
import { events, everyRow, rowCounts, withEvents } from '#scripts/testing/rows.ts';

const form = (email: string, more: object = {}) => ({ email, password: goodPassword, accept_terms: true, ...more });

beforeEach(() => awayFromWindowEnd(3600));

describe('POST /auth/register', () => {
  it('makes a pending user with a role, a consent, one event and one mail, and tells only that a mail is on its way', async () => {
    const email = newEmail();
    const before = await rowCounts();
    const answer = await call(register, { body: form(` ${email.toUpperCase()} `, { name: 'Ada', username: 'Ada.L', locale: 'de' }) });
    expect(answer.status).toBe(202);
    expect(answer.data).toEqual({ status: 'verification_required' });
    expect(answer.cookies).toEqual([]);

    const id = await userIdOf(email);
    const user = await db().user.findUniqueOrThrow({ where: { id }, include: { roles: { include: { role: true } }, consents: true } });
    expect(user).toMatchObject({ status: 'pending', emailVerifiedAt: null, username: 'Ada.L', usernameIndex: 'ada.l', locale: 'de' });
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(user.roles.map(({ role }) => role.name)).toEqual(['user']);
    expect(user.consents.map(({ document }) => document)).toEqual(['terms']);
    expect((await events({ subjectId: id })).map(({ action }) => action)).toEqual(['user.registered']);
    expect(await queuedMails(id)).toEqual([
      {
        template: 'verify_email',
        code: expect.stringMatching(/^\d{6}$/),
        link: expect.stringMatching(/^http:\/\/localhost:3000\/verify-email\?token=[\w-]{43}$/),
      },
    ]);

    const after = await rowCounts();
    const added = Object.fromEntries(
      Object.entries(after).flatMap(([table, count]) => (count === before[table] ? [] : [[table, count - (before[table] ?? 0)]])),
    );
    const month = Object.keys(added).find((table) => table.startsWith('audit_partitions.month_')) ?? '';
    expect(added).toMatchObject({
      'public.user': 1,
      'vault.data_key': expect.any(Number),
      'public.one_time_token': 1,
      'public.consent': 1,
      [month]: 1,
    });
    expect(added['graphile_worker._private_jobs']).toBe(1);
    expect(added['public.session']).toBeUndefined();
  });

  it('stores neither the code nor the link of the mail in a readable form', async () => {
    const email = newEmail();
    await call(register, { body: form(email) });
    const { code, link } = await lastMail(await userIdOf(email), 'verify_email');
    const rows = await everyRow();
    expect(rows).not.toContain(tokenIn(link));
    expect(rows).not.toContain(Buffer.from(tokenIn(link)).toString('hex'));
    expect(rows).not.toMatch(new RegExp(`[^0-9a-f.]${code}[^0-9a-f]`));
  });

  it('answers the same for a new, a pending and a taken address', async () => {
    const [fresh, pending, taken] = [newEmail(), (await makePerson({ verified: false })).email, (await makePerson()).email];
    const answers = [];
    for (const email of [fresh, pending, taken])
      answers.push(await call(register, { body: form(email, { password: 'another long secret' }) }));
    expect(statuses(answers)).toEqual({ 202: 3 });
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(new Set(answers.map(maskedHeaders)).size).toBe(1);
  });

  it('leaves a taken account as it was and tells its owner', async () => {
    const owner = await makePerson();
    const before = await db().user.findUniqueOrThrow({ where: { id: owner.id } });
    const { events: written } = await withEvents(() =>
      call(register, { body: form(owner.email, { password: 'another long secret', name: 'Mallory' }) }),
    );
    expect(await db().user.findUniqueOrThrow({ where: { id: owner.id } })).toEqual(before);
    expect(written.map(({ action }) => action)).toEqual(['user.registration_repeated']);
    expect(await queuedMails(owner.id)).toEqual([
      { template: 'already_registered', signInLink: 'http://localhost:3000/login', resetLink: 'http://localhost:3000/forgot-password' },
    ]);
    expect((await call(login, { body: { email: owner.email, password: goodPassword } })).status).toBe(200);
    expect((await call(login, { body: { email: owner.email, password: 'another long secret' } })).status).toBe(401);
  });

  it('makes one user and sends one mail for 50 parallel registrations of one address in different case', async () => {
    const email = newEmail();
    const users = await db().user.count();
    const answers = await callInParallel(50, register, (index) => ({ body: form(index % 2 ? email.toUpperCase() : email) }));
    expect(statuses(answers)).toEqual({ 202: 50 });
    expect(await db().user.count()).toBe(users + 1);
    const id = await userIdOf(email);
    expect(await queuedMails(id)).toHaveLength(1);
    expect(await db().dataKey.count({ where: { subjectId: id } })).toBe(1);
    expect(await events({ subjectId: id, action: 'user.registered' })).toHaveLength(1);
    expect(await db().user.findUnique({ where: { id }, select: { registrationContested: true } })).toEqual({
      registrationContested: false,
    });
  });

  it('trusts neither password when two people registered one address: its owner has to choose a new one', async () => {
    const email = newEmail();
    await call(register, { body: form(email, { password: 'chosen by mallory' }) });
    await call(register, { body: form(email, { password: 'chosen by the owner' }) });
    const id = await userIdOf(email);
    const { link } = await lastMail(id, 'verify_email');
    const verified = await call(verifyEmail, { body: { token: tokenIn(link) } });
    expect(verified.data).toEqual({ verified: true, password_reset_required: true });
    expect(await db().user.findUnique({ where: { id }, select: { passwordHash: true, status: true } })).toEqual({
      passwordHash: null,
      status: 'active',
    });
    expect((await queuedMails(id)).at(-1)).toMatchObject({ template: 'password_reset' });
    for (const password of ['chosen by mallory', 'chosen by the owner']) {
      expect((await call(login, { body: { email, password } })).code).toBe('INVALID_CREDENTIALS');
    }
  });

  it('trusts neither of two different passwords that arrive at once', async () => {
    const email = newEmail();
    await callInParallel(2, register, (index) => ({ body: form(email, { password: `chosen by person ${index}` }) }));
    const user = await db().user.findUniqueOrThrow({ where: { id: await userIdOf(email) } });
    expect(user.registrationContested).toBe(true);
  });

  it('sends one recipient at most three mails an hour, with the same answer beyond it', async () => {
    const email = newEmail();
    const answers = [];
    for (let round = 0; round < 5; round += 1)
      answers.push(await call(register, { body: form(email, { password: `long secret no ${round}` }) }));
    expect(new Set(answers.map(masked)).size).toBe(1);
    const mails = await queuedMails(await userIdOf(email));
    expect(mails.map(({ template }) => template)).toEqual(['verify_email', 'verify_email', 'verify_email']);

    const owner = await makePerson();
    await callInParallel(10, register, () => ({ body: form(owner.email) }));
    expect(await queuedMails(owner.id)).toHaveLength(3);
  });

  it('names a taken username without case, whatever the address, and writes nothing', async () => {
    const owner = await makePerson();
    const before = await rowCounts();
    const taken = (email: string) =>
      call(register, { body: form(email, { username: owner.username.toUpperCase(), password: 'another long secret' }) });
    const answers = [await taken(newEmail()), await taken((await makePerson()).email), await taken(owner.email)];
    expect(statuses(answers)).toEqual({ 409: 3 });
    // Otherwise the pair of a username and a guessed address would tell whose address it is.
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(answers[0]?.fields).toEqual([{ path: 'username', code: 'taken', message: 'This username is taken.' }]);
    expect((await rowCounts())['public.one_time_token']).toBe(before['public.one_time_token']);
    expect(await queuedMails(owner.id)).toEqual([]);
  });

  it('takes a form with a username that is sent twice', async () => {
    const email = newEmail();
    const body = form(email, { username: `twice-${email.slice(0, 8)}` });
    expect(statuses([await call(register, { body }), await call(register, { body })])).toEqual({ 202: 2 });
    expect(await queuedMails(await userIdOf(email))).toHaveLength(1);
  });

  it('gives one of many people the username that all ask for at once', async () => {
    const username = `wanted-${newEmail().slice(0, 8)}`;
    const answers = await callInParallel(10, register, () => ({ body: form(newEmail(), { username }) }));
    expect(statuses(answers)).toEqual({ 202: 1, 409: 9 });
    expect(await db().user.count({ where: { usernameIndex: username } })).toBe(1);
  });

  it.each([
    ['that is no address', { email: 'not an address' }, 'email'],
    ['that is missing', { email: undefined }, 'email'],
    ['that is an object', { email: { contains: '@' } }, 'email'],
    ['that is an array', { email: ['a@example.com'] }, 'email'],
    ['that is a number', { email: 7 }, 'email'],
    ['of 10 kB', { email: `${'a'.repeat(10_000)}@example.com` }, 'email'],
    ['that is empty', { password: '' }, 'password'],
    ['of 513 characters', { password: 'x'.repeat(513) }, 'password'],
    ['that says no', { accept_terms: false }, 'accept_terms'],
    ['that is text', { accept_terms: 'true' }, 'accept_terms'],
    ['with a space', { username: 'a b' }, 'username'],
    ['that is an address', { username: 'ada@example.com' }, 'username'],
    ['with a line break', { name: 'line\nbreak' }, 'name'],
    ['that is not offered', { locale: 'xx' }, 'locale'],
    ...['role', 'roles', 'is_admin', 'permissions', 'status', 'email_verified', 'id', 'created_at', 'password_hash', 'organization_id'].map(
      (name) => ['that nobody may set', { [name]: 'admin' }, name] as const,
    ),
  ] as const)('refuses a field %s, names it and writes nothing ($2)', async (_, wrong, path) => {
    const before = await rowCounts();
    const answer = await call(register, { body: form(newEmail(), wrong) });
    expect(answer.status).toBe(400);
    expect(answer.code).toBe('VALIDATION_FAILED');
    expect(answer.fields.map((field) => field.path)).toContain(path);
    expect(await rowCounts()).toEqual(before);
  });

  it.each([
    ['1234567', 'WEAK_PASSWORD', 'too_short'],
    ['        ', 'WEAK_PASSWORD', 'blank'],
    ['password', 'BREACHED_PASSWORD', 'common'],
    ['Password2026!', 'BREACHED_PASSWORD', 'common'],
    ['GateHouse2026!', 'WEAK_PASSWORD', 'personal'],
  ])('refuses the password %j with the reason', async (password, code, reason) => {
    const before = await rowCounts();
    const answer = await call(register, { body: form(newEmail(), { password }) });
    expect([answer.status, answer.code]).toEqual([422, code]);
    expect(answer.fields).toMatchObject([{ path: 'password', code: reason }]);
    expect(await rowCounts()).toEqual(before);
  });

  it.each([
    ['64 characters', `${'a'.repeat(60)} ok!`],
    ['128 emoji', '😀'.repeat(128)],
    ['spaces at both ends', '  spaces at both ends  '],
  ])('keeps a password of %s exactly as typed', async (_, password) => {
    const email = newEmail();
    expect((await call(register, { body: form(email, { password }) })).status).toBe(202);
    const { link } = await lastMail(await userIdOf(email), 'verify_email');
    await call(verifyEmail, { body: { token: tokenIn(link) } });
    expect((await call(login, { body: { email, password } })).status).toBe(200);
    if (password.trim() !== password) expect((await call(login, { body: { email, password: password.trim() } })).status).toBe(401);
  });
});
