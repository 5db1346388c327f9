import { type AddressInfo, createServer, type Server } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Worker } from '#lib/jobs/run-worker.ts';
import type { MailMessage } from './queue-mail.ts';

type Received = { mail: Email; recipients: string[] };

const origin = 'https://id.example.com';
const message: MailMessage = { template: 'verify_email', code: '481516', link: `${origin}/verify-email?token=abcdef` };

/** A real mail server on loopback that keeps what it accepts. */
class Sink {
  readonly received: Received[] = [];
  attempts = 0;
  refusal: { at: 'recipient' | 'sender' | 'data'; code: number } | undefined;
  private server: SMTPServer | undefined;

  open(port: number): Promise<void> {
    const refuse = (at: string) => {
      if (this.refusal?.at !== at) return undefined;
      return Object.assign(new Error('5.1.1 <ada@example.com> is not known here'), { responseCode: this.refusal.code });
    };
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onMailFrom: (_address, _session, done) => done(refuse('sender')),
      onRcptTo: (_address, _session, done) => {
        this.attempts += 1;
        done(refuse('recipient'));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', async () => {
          const refused = refuse('data');
          if (refused) return done(refused);
          const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
          this.received.push({ mail: await PostalMime.parse(Buffer.concat(chunks)), recipients });
          done();
        });
      },
    });
    server.on('error', () => undefined);
    this.server = server;
    return new Promise((ready) => server.listen(port, '127.0.0.1', () => ready()));
  }

  close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    return new Promise((done) => (server ? server.close(() => done()) : done()));
  }
}

async function freePort(): Promise<number> {
  const probe: Server = createServer();
  await new Promise<void>((ready) => probe.listen(0, '127.0.0.1', ready));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

let port: number;
let sink: Sink;
let worker: Worker;
let client: typeof import('#lib/db/client.ts');
let lines: string[];

beforeAll(async () => {
  port = await freePort();
  vi.stubEnv('SMTP_URL', `smtp://127.0.0.1:${port}`);
  vi.stubEnv('MAIL_FROM', 'Gatehouse <no-reply@example.com>');
  vi.stubEnv('APP_URL', origin);
  vi.resetModules();
  // Read now: the stubs end with the first test, the configuration stays.
  (await import('#lib/env.ts')).env();
  client = await import('#lib/db/client.ts');
  const { runWorker } = await import('#lib/jobs/run-worker.ts');
  worker = runWorker({ pollMilliseconds: 200 });
});

beforeEach(async () => {
  sink = new Sink();
  lines = [];
  const { logger } = await import('#lib/observability/logger.ts');
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(logger(), level).mockImplementation((...args: unknown[]) => void lines.push(JSON.stringify(args)));
});

afterEach(async () => {
  (await import('./smtp.ts')).closeSmtp();
  await sink.close();
  await client.db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
});

afterAll(async () => {
  await worker.stop();
  await client.db().$disconnect();
});

async function createRecipient(): Promise<{ userId: string; dataKey: Buffer; email: string }> {
  const { uuidv7 } = await import('#lib/db/uuid.ts');
  const { createDataKey } = await import('#lib/crypto/data-keys.ts');
  const { sealPersonalData } = await import('#lib/accounts/personal-data.ts');
  const userId = uuidv7();
  const email = `ada-${userId}@example.com`;
  const dataKey = await client.inTransaction(async (transaction) => {
    const key = await createDataKey(transaction, userId);
    await transaction.user.create({ data: { id: userId, ...sealPersonalData(key, userId, { email }) } });
    return key;
  });
  return { userId, dataKey, email };
}

async function queue(recipient: { userId: string; dataKey: Buffer }, locale = 'en'): Promise<void> {
  const { queueMail } = await import('./queue-mail.ts');
  await client.inTransaction((transaction) => queueMail(transaction, { ...recipient, locale, message }));
}

async function jobs(): Promise<{ attempts: number; last_error: string | null }[]> {
  return client.db().$queryRaw`SELECT attempts::int, last_error FROM graphile_worker.jobs WHERE task_identifier = 'send_mail'`;
}

async function until(condition: () => boolean | Promise<boolean>, milliseconds = 15_000): Promise<void> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await new Promise((done) => setTimeout(done, 50))) {
    if (await condition()) return;
  }
  throw new Error('It did not happen in time.');
}

const queueIsEmpty = async () => (await jobs()).length === 0;

it('a queued mail arrives once, at its recipient, in its language, with text and HTML', async () => {
  await sink.open(port);
  const recipient = await createRecipient();
  await queue(recipient, 'de');
  await until(queueIsEmpty);
  expect(sink.received).toHaveLength(1);
  const [{ mail, recipients }] = sink.received as [Received];
  expect(recipients).toEqual([recipient.email]);
  expect(mail.subject).toBe('Bestätigen Sie Ihre E-Mail-Adresse');
  expect(mail.from).toMatchObject({ name: 'Gatehouse', address: 'no-reply@example.com' });
  expect(mail.to).toEqual([{ name: '', address: recipient.email }]);
  expect(mail.text).toContain('481516');
  expect(mail.text).toContain(message.link);
  expect(mail.html).toContain('481516');
  expect(mail.messageId).toMatch(/^<[0-9a-f-]{36}@example\.com>$/);
  expect(lines.join()).not.toContain(recipient.email);
});

it('a mail of an organization arrives at an address that is nobody’s, and not at all once the organization is gone', async () => {
  const { uuidv7 } = await import('#lib/db/uuid.ts');
  const { createDataKey } = await import('#lib/crypto/data-keys.ts');
  const { queueMailToAddress } = await import('./queue-mail.ts');
  const { sendMail } = await import('./send-mail.ts');
  await sink.open(port);
  const organizationId = uuidv7();
  const dataKey = await createDataKey(client.db(), organizationId);
  const invitation = { template: 'organization_invitation', organization: 'Engines', days: 7, link: `${origin}/x?token=abc` } as const;
  const to = 'nobody-yet@example.com';
  await client.inTransaction((transaction) =>
    queueMailToAddress(transaction, { organizationId, dataKey, locale: 'en', message: invitation, to }),
  );
  await until(queueIsEmpty);
  expect(sink.received.map(({ recipients }) => recipients)).toEqual([[to]]);
  expect(sink.received[0]?.mail.text).toContain(invitation.link);
  expect(lines.join()).not.toContain(to);
  const payload = { mail_id: uuidv7(), user_id: uuidv7(), locale: 'en', content: '', to: '', is_address: true } as const;
  await sendMail(payload);
  expect(sink.received).toHaveLength(1);
});

it('a mail of a transaction that was rolled back is never sent', async () => {
  await sink.open(port);
  const recipient = await createRecipient();
  const { queueMail } = await import('./queue-mail.ts');
  const change = client.inTransaction(async (transaction) => {
    await queueMail(transaction, { ...recipient, locale: 'en', message });
    throw new Error('the change failed');
  });
  await expect(change).rejects.toThrow('the change failed');
  expect(await jobs()).toEqual([]);
});

it('a mail waits for a mail server that is down and is sent once when it is back', async () => {
  const recipient = await createRecipient();
  await queue(recipient);
  await until(async () => (await jobs()).some((job) => job.attempts >= 1 && job.last_error !== null));
  expect((await jobs())[0]?.last_error).toMatch(/^The mail server did not take the mail/);
  await sink.open(port);
  await until(queueIsEmpty, 20_000);
  expect(sink.received.map((received) => received.recipients)).toEqual([[recipient.email]]);
});

it.each(['recipient', 'data'] as const)('a mail that the server refuses for good at the %s is not tried again', async (at) => {
  sink.refusal = { at, code: 550 };
  await sink.open(port);
  const recipient = await createRecipient();
  await queue(recipient);
  await until(queueIsEmpty);
  expect(sink.attempts).toBe(1);
  expect(lines.filter((line) => line.includes('refused for good'))).toHaveLength(1);
  expect(lines.join()).not.toMatch(/ada-|not known here/);
});

it.each([
  ['recipient', 451],
  ['sender', 550],
] as const)('a refusal of the %s with %i is tried again', async (at, code) => {
  sink.refusal = { at, code };
  await sink.open(port);
  await queue(await createRecipient());
  await until(async () => (await jobs()).some((job) => job.last_error !== null));
  sink.refusal = undefined;
  await until(queueIsEmpty, 20_000);
  expect(sink.received).toHaveLength(1);
});

it('nothing is sent to somebody whose key was destroyed, or who was deleted', async () => {
  await sink.open(port);
  const erased = await createRecipient();
  const deleted = await createRecipient();
  await client.db().dataKey.delete({ where: { subjectId: erased.userId } });
  await client.db().user.update({ where: { id: deleted.userId }, data: { deletedAt: new Date(), status: 'deletion_scheduled' } });
  await queue(erased);
  await queue(deleted);
  await until(queueIsEmpty);
  expect(sink.attempts).toBe(0);
  expect(lines.filter((line) => line.includes('its recipient is gone'))).toHaveLength(2);
});

it('the queue holds neither address, code nor link', async () => {
  const recipient = await createRecipient();
  await queue(recipient);
  const rows = await client.db().$queryRaw`SELECT * FROM graphile_worker._private_jobs`;
  const dump = JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
  for (const secret of [recipient.email, '481516', 'verify-email']) expect(dump).not.toContain(secret);
});

it('trying the same mail again gives the same Message-ID', async () => {
  await sink.open(port);
  const { deliverBySmtp } = await import('./smtp.ts');
  const delivery = {
    id: '01900000-0000-7000-8000-000000000001',
    to: 'ada@example.com',
    subject: 'Hello',
    text: 'text',
    html: '<p>html</p>',
  };
  // The worker's other mails may just have found the server away, and then everybody rests for a moment.
  const send = () =>
    until(() =>
      deliverBySmtp(delivery, `smtp://127.0.0.1:${port}`).then(
        () => true,
        () => false,
      ),
    );
  await send();
  await send();
  const ids = sink.received.filter((received) => received.mail.subject === delivery.subject).map((received) => received.mail.messageId);
  expect(ids).toEqual(Array(2).fill('<01900000-0000-7000-8000-000000000001@example.com>'));
});
