import { expect, it } from 'vitest';
import { forgotPassword, login, logout, refresh, register, resetPassword, verifyEmail } from '#lib/contracts/auth.ts';
import { updateMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { call } from '#scripts/testing/api.ts';
import { lastMail, tokenIn } from '#scripts/testing/mails.ts';
import { userIdOf } from '#scripts/testing/people.ts';
import { everyRow } from '#scripts/testing/rows.ts';
import { emailIndex, phoneIndex, searchTokens } from './blind-index.ts';

/** What a dump could hold of a text: as it is, and in base64 and hex at any alignment, case ignored. */
function disguises(text: string): string[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift, 'x'), bytes]).toString('base64');
    // The first and last characters also depend on the neighbours.
    return encoded.slice(Math.ceil((shift * 4) / 3) + 1, encoded.length - 4);
  });
  const all = [
    text,
    ...base64,
    ...base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
    encodeURIComponent(text),
  ];
  return all.map((each) => each.toLowerCase());
}

it('a dump of every table holds no address, name, password, client address or browser of a person, in no encoding', async () => {
  const facts = {
    email: 'quirinelle.vantongeren@example.org',
    localPart: 'quirinelle.vantongeren',
    name: 'Zephyrine Ünderwood-Quill',
    firstName: 'Zephyrinette',
    lastName: 'Quillanderson',
    password: 'nine purple submarines',
    nextPassword: 'seven golden telescopes',
    ip: '203.0.113.177',
    userAgent: 'Wunderbrowser/7.31 (unmistakable)',
  };
  const caller = { ip: facts.ip, headers: { 'user-agent': facts.userAgent } };
  const { email, password } = facts;
  await call(register, { ...caller, body: { email, password, name: facts.name, accept_terms: true } });
  const id = await userIdOf(email);
  await call(verifyEmail, { ...caller, body: { token: tokenIn((await lastMail(id, 'verify_email')).link) } });
  await call(register, { ...caller, body: { email, password, name: facts.name, accept_terms: true } });
  await call(login, { ...caller, body: { email, password: facts.nextPassword } });
  const session = await call(login, { ...caller, body: { email, password } });
  const bearer = session.data.access_token;
  expect((await call(updateMe, { ...caller, bearer, body: { first_name: facts.firstName, last_name: facts.lastName } })).status).toBe(200);
  await call(refresh, { ...caller, body: { refresh_token: session.data.refresh_token } });
  await call(forgotPassword, { ...caller, body: { email } });
  const { link } = await lastMail(id, 'password_reset');
  expect((await call(resetPassword, { ...caller, body: { token: tokenIn(link), password: facts.nextPassword } })).status).toBe(200);
  await call(logout, { ...caller, bearer, body: {} });

  const rows = (await everyRow()).toLowerCase();
  expect(rows).toContain(id);
  for (const [fact, text] of Object.entries({ ...facts, link: tokenIn(link) })) {
    for (const disguise of disguises(text)) expect([fact, rows.includes(disguise)]).toEqual([fact, false]);
  }
});

it('the check above finds what is stored in the open', async () => {
  await db().user.updateMany({ data: { metadata: { note: Buffer.from('ab-quirinelle.vantongeren@example.org').toString('base64') } } });
  const rows = (await everyRow()).toLowerCase();
  expect(disguises('quirinelle.vantongeren@example.org').some((disguise) => rows.includes(disguise))).toBe(true);
  await db().user.updateMany({ data: { metadata: {} } });
});

it('the blind index of an address ignores case, surrounding space and composition, and nothing else', async () => {
  const hex = async (email: string) => Buffer.from(await emailIndex(email)).toString('hex');
  expect(await hex(' Zoë@Example.com ')).toBe(await hex('zoe\u0308@example.com'));
  const different = await Promise.all(
    ['zoe@example.com', 'zoë@example.com', 'zoë@example.org', 'zo.e@example.com', 'zoe+1@example.com'].map(hex),
  );
  expect(new Set(different).size).toBe(different.length);
  expect(Buffer.from(await phoneIndex('zoe@example.com')).toString('hex')).not.toBe(await hex('zoe@example.com'));
});

it('search tokens find a stored person by parts of name and address, through the index, and nobody else', async () => {
  const ids: Record<string, string> = {};
  for (const [email, name] of [
    ['lovelace@example.net', 'Ada Lovelace'],
    ['hopper@example.net', 'Grace Hopper'],
  ] as const) {
    await call(register, { body: { email, password: 'nine purple submarines', name, accept_terms: true } });
    ids[name] = await userIdOf(email);
  }
  const search = async (text: string) => {
    const rows = await db().$queryRaw<{ id: string }[]>`SELECT id FROM "user" WHERE search_tokens @> ${await searchTokens([text])}::int[]`;
    return rows.map(({ id }) => id);
  };
  expect(await search('ada lovelace')).toEqual([ids['Ada Lovelace']]);
  expect(await search('Grace')).toEqual([ids['Grace Hopper']]);
  expect(await search('HOPPER@EXAMPLE.NET')).toEqual([ids['Grace Hopper']]);
  expect(await search('turing')).toEqual([]);
});
