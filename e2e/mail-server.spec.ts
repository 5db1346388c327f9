import { type Gatehouse, startGatehouse } from './support/gatehouse.ts';
import { codeIn, linkIn } from './support/inbox.ts';
import { mainServer } from './support/main-server.ts';
import { postJson, stranger } from './support/people.ts';
import { type SmsGateway, startSmsGateway } from './support/sms-gateway.ts';
import { type SmtpSink, startSmtpSink } from './support/smtp-sink.ts';
import { expect, test } from './support/test.ts';

let sink: SmtpSink;
let gateway: SmsGateway;
let gatehouse: Gatehouse;
test.beforeAll(async () => {
  sink = await startSmtpSink();
  gateway = await startSmsGateway();
  gatehouse = await startGatehouse({ env: { SMTP_URL: sink.url, MAIL_FROM: 'Gatehouse <no-reply@example.com>', ...gateway.env } });
});
test.afterAll(async () => {
  await gatehouse?.stop();
  await Promise.allSettled([sink?.stop(), gateway?.stop()]);
});

const register = (person: { email: string; password: string }, locale?: string) =>
  postJson(`${gatehouse.url}/api/v1/auth/register`, { ...person, accept_terms: true, ...(locale && { locale }) });

function mailsFor(email: string) {
  return sink.mails.filter(({ to }) => to?.some(({ address }) => address === email));
}

test('mails really leave: text and HTML, in the reader’s language, with no secret in the subject', async ({ page }) => {
  const person = stranger();
  expect((await register(person, 'de')).status).toBe(202);
  await expect.poll(() => mailsFor(person.email).length, { timeout: 20_000 }).toBe(1);
  const [mail] = mailsFor(person.email);
  expect(mail?.from).toMatchObject({ name: 'Gatehouse', address: 'no-reply@example.com' });
  expect(mail?.subject).toBe('Bestätigen Sie Ihre E-Mail-Adresse');
  const text = mail?.text ?? '';
  const code = /\b\d{6}\b/.exec(text.replace(/https?:\/\/\S+/g, ''))?.[0] ?? '';
  expect(mail?.html).toContain(linkIn({ text }).replaceAll('&', '&amp;'));
  expect(mail?.html).not.toMatch(/<img[^>]+src="http/);
  expect(mail?.subject).not.toContain(code);
  await page.goto(linkIn({ text }));
  await page.getByRole('button').filter({ hasText: 'Confirm e-mail address' }).click();
  await expect(page).toHaveURL(/notice=email_verified/);
});

test('while the mail server is down people register all the same, and each gets one mail when it is back', async () => {
  await sink.stop();
  const people = [stranger(), stranger()];
  for (const person of people) {
    const startedAt = Date.now();
    expect((await register(person)).status).toBe(202);
    expect(Date.now() - startedAt).toBeLessThan(5000);
  }
  await sink.start();
  for (const person of people) {
    await expect.poll(() => mailsFor(person.email).length, { timeout: 40_000 }).toBe(1);
    expect(codeIn({ text: mailsFor(person.email)[0]?.text ?? '' })).toMatch(/^\d{6}$/);
  }
});

test('there is no local inbox while mails and text messages are really sent', async () => {
  expect((await fetch(`${gatehouse.url}/dev/inbox`)).status).toBe(404);
});

test('the local inbox is for callers on this machine: any sign of a proxy means 404', async () => {
  const inbox = `${mainServer.url}/dev/inbox`;
  expect((await fetch(inbox)).status).toBe(200);
  for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'])
    expect((await fetch(inbox, { headers: { [name]: '127.0.0.1' } })).status, name).toBe(404);
});
