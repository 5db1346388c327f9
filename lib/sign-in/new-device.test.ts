import { describe, expect, it } from 'vitest';
import { login, register } from '#lib/contracts/auth.ts';
import { db } from '#lib/db/client.ts';
import { renderMail } from '#lib/email/render-mail.ts';
import { type CallOptions, call } from '#scripts/testing/api.ts';
import { enrol, signInWithFactor, totpCode } from '#scripts/testing/factors.ts';
import { allQueuedMails, lastMail, tokenIn } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, type Person, signIn, signInBrowser, userIdOf } from '#scripts/testing/people.ts';
import { countQueries } from '#scripts/testing/queries.ts';
import { everyRow } from '#scripts/testing/rows.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function newDeviceMails(person: Pick<Person, 'id'>): Promise<number> {
  return (await allQueuedMails(person.id)).filter(({ template }) => template === 'new_device').length;
}

describe('the mail about a new device', () => {
  it('is not sent for the first sign-in after registering', async () => {
    const email = newEmail();
    await call(register, { body: { email, password: goodPassword, accept_terms: true } });
    const id = await userIdOf(email);
    await db().user.update({ where: { id }, data: { status: 'active', emailVerifiedAt: new Date() } });
    await signInBrowser({ email });
    expect(await newDeviceMails({ id })).toBe(0);
  });

  it('is sent for a browser without the device cookie, and not for one that was here before', async () => {
    const person = await makePerson();
    const { deviceCookie } = await signInBrowser(person);
    await signInBrowser(person, { cookie: deviceCookie });
    expect(await newDeviceMails(person)).toBe(0);
    const second = await signInBrowser(person, { ip: '91.0.0.1', headers: { 'user-agent': firefox } });
    expect(await newDeviceMails(person)).toBe(1);
    const mail = await lastMail(person.id, 'new_device');
    expect(mail).toMatchObject({ userAgent: firefox, ip: '91.0.0.1', link: expect.stringMatching(/\/secure-account\?token=[\w-]{43}$/) });
    expect(Math.abs(Date.parse(mail.at) - Date.now())).toBeLessThan(60_000);
    await signInBrowser(person, { cookie: second.deviceCookie });
    expect(await newDeviceMails(person)).toBe(1);
  });

  it("is sent where the cookie is somebody else's, or made up", async () => {
    const person = await makePerson();
    await signInBrowser(person);
    const { deviceCookie } = await signInBrowser(await makePerson());
    await signInBrowser(person, { cookie: deviceCookie });
    await signInBrowser(person, { cookie: `__Host-gatehouse-device=${'a'.repeat(43)}` });
    expect(await newDeviceMails(person)).toBe(2);
  });

  it('is sent for an application with a User-Agent that was not here before, once', async () => {
    const person = await makePerson();
    const as = (userAgent: string): CallOptions => ({ headers: { 'user-agent': userAgent } });
    await signIn(person, as('backup/1'));
    await signIn(person, as('backup/1'));
    expect(await newDeviceMails(person)).toBe(0);
    await signIn(person, as('curl/8'));
    await signIn(person, as('curl/8'));
    expect(await newDeviceMails(person)).toBe(1);
    // A browser with the same User-Agent is not that application.
    await signInBrowser(person, as('curl/8'));
    expect(await newDeviceMails(person)).toBe(2);
    expect(await everyRow()).not.toMatch(/backup\/1|curl\/8/);
  });

  it('is sent after the second factor, not before', async () => {
    const person = await makePerson();
    const { secret } = await enrol(person);
    await call(login, { body: { email: person.email, password: goodPassword, mode: 'cookie' }, headers: { 'user-agent': firefox } });
    expect(await newDeviceMails(person)).toBe(0);
    await signInWithFactor(person, { code: totpCode(secret) }, { headers: { 'user-agent': firefox } });
    expect(await newDeviceMails(person)).toBe(1);
  });

  it('is not sent when the sign-in fails, and at most ten times an hour', async () => {
    const person = await makePerson();
    await signInBrowser(person);
    await call(login, { body: { email: person.email, password: 'not the password', mode: 'cookie' } });
    expect(await newDeviceMails(person)).toBe(0);
    for (let round = 0; round < 12; round += 1) await signInBrowser(person);
    expect(await newDeviceMails(person)).toBe(10);
    expect(await db().oneTimeToken.count({ where: { userId: person.id, purpose: 'not_me', voidedAt: null } })).toBe(10);
  });

  it("is written in the owner's language, and its token is stored as a hash only", async () => {
    const person = await makePerson();
    await db().user.update({ where: { id: person.id }, data: { locale: 'de' } });
    await signInBrowser(person);
    await signInBrowser(person);
    const [job] = await db().$queryRaw<{ payload: Record<string, string>; max_attempts: number }[]>`
      SELECT payload, max_attempts FROM graphile_worker._private_jobs WHERE payload->>'user_id' = ${person.id} ORDER BY id DESC LIMIT 1`;
    expect(job?.payload).toEqual({ mail_id: expect.any(String), user_id: person.id, locale: 'de', content: expect.any(String) });
    expect(job?.max_attempts).toBe(25);
    const token = tokenIn((await lastMail(person.id, 'new_device')).link);
    expect(await everyRow()).not.toContain(token);
  });

  it('costs no round trip: a known device takes as many', async () => {
    const person = await makePerson();
    const { deviceCookie } = await signInBrowser(person);
    const count = (cookie: string) => countQueries(() => signInBrowser(person, { cookie }));
    const known = await count(deviceCookie);
    expect(known).toBeGreaterThan(2);
    expect(await count(`__Host-gatehouse-device=${'b'.repeat(43)}`)).toBe(known);
    expect(await newDeviceMails(person)).toBe(1);
  });
});

describe('what the mail says', () => {
  const message = {
    template: 'new_device',
    userAgent: firefox,
    ip: '91.0.0.1',
    at: '2026-11-21T12:00:00.000Z',
    link: 'https://x.example/s',
  } as const;

  it('names browser, system, country, address and time in the language and time zone of the owner', async () => {
    const { text } = await renderMail(message, 'de', 'https://id.example.com', 'Europe/Berlin');
    expect(text).toContain('Firefox, Linux');
    expect(text).toContain('Deutschland');
    expect(text).toContain('91.0.0.1');
    expect(text).toContain('21. November 2026 um 13:00 (Europe/Berlin)');
    const unknown = await renderMail({ ...message, userAgent: null, ip: '10.0.0.1' }, 'en', 'https://id.example.com');
    expect(unknown.text).toContain('Country: unknown');
  });

  it.each([
    'Call +49 555 now: https://evil.example/login (X11; Linux)',
    'evil.example/1.0 ',
    'www.evil.example/2 (go there at once)',
    '<a href=https://evil.example>x</a>/1.0 (x)',
  ])('a User-Agent cannot put an address into it: %s', async (userAgent) => {
    const { text, html } = await renderMail({ ...message, userAgent }, 'en', 'https://id.example.com');
    expect(text).not.toMatch(/evil\.example|<a/);
    expect(html).not.toMatch(/evil\.example/);
  });
});
