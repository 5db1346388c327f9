import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { uuidv7 } from '#lib/db/uuid.ts';

let folder: string;
let inbox: typeof import('./inbox.ts');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-inbox-'));
  vi.stubEnv('DATA_DIR', folder);
  vi.resetModules();
  // Read now: the stub ends with the first test, the configuration stays.
  (await import('#lib/env.ts')).env();
  inbox = await import('./inbox.ts');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function mail(id: string, subject = 'Hello') {
  return { id, to: 'ada@example.com', subject, text: 'text', html: '<p>html</p>' };
}

it('an empty inbox is no error', async () => {
  expect(await inbox.listInboxMails()).toEqual([]);
});

it('keeps a mail for its owner only', async () => {
  const id = uuidv7();
  await inbox.deliverToInbox(mail(id));
  const mode = async (path: string) => (await stat(path)).mode & 0o777;
  expect(await mode(join(folder, 'inbox'))).toBe(0o700);
  expect(await mode(join(folder, 'inbox', `${id}.json`))).toBe(0o600);
  expect(await inbox.getInboxMail(id)).toMatchObject({
    id,
    to: 'ada@example.com',
    subject: 'Hello',
    text: 'text',
    html: '<p>html</p>',
    created_at: expect.any(String),
  });
});

it('the same mail delivered twice is there once', async () => {
  const id = uuidv7();
  await inbox.deliverToInbox(mail(id, 'first'));
  await inbox.deliverToInbox(mail(id, 'second'));
  const found = (await inbox.listInboxMails()).filter((entry) => entry.id === id);
  expect(found.map((entry) => entry.subject)).toEqual(['second']);
});

it('reads nothing outside the inbox', async () => {
  await writeFile(join(folder, 'secrets.json'), '{"id":"stolen"}');
  const ids = [
    '../secrets',
    '..%2fsecrets',
    '/etc/passwd',
    `../inbox/${uuidv7()}`,
    `${uuidv7()}/../../secrets`,
    `${uuidv7()}\0`,
    '',
    '.',
    '__proto__',
  ];
  for (const id of ids) expect(await inbox.getInboxMail(id)).toBeNull();
  await expect(inbox.deliverToInbox(mail('../secrets'))).rejects.toThrow('UUID');
});

it('keeps the newest 200 and leaves no temporary file', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 205; count += 1) {
    const id = `01900000-0000-7000-8000-${String(count).padStart(12, '0')}`.replace('019', 'fff');
    ids.push(id);
    await inbox.deliverToInbox(mail(id));
  }
  const listed = await inbox.listInboxMails();
  expect(listed.map((entry) => entry.id)).toEqual(ids.slice(-200).reverse());
  expect(await readdir(join(folder, 'inbox'))).toHaveLength(200);
});
