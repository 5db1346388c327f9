import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { env } from '#lib/env.ts';
import type { Delivery } from './delivery.ts';

/** A mail or text message that was caught instead of sent, because no provider is configured. A text has neither subject nor HTML. */
export type InboxMail = { kind: 'mail' | 'text'; id: string; to: string; subject: string; created_at: string; text: string; html: string };

const kept = 200;
const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function folder(): string {
  return resolve(env().DATA_DIR, 'inbox');
}

/** Mail ids are UUIDv7, so that the names sort by age. */
async function listIds(): Promise<string[]> {
  const names = await readdir(folder()).catch(ignoreMissing);
  return (names ?? [])
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((id) => idPattern.test(id))
    .sort()
    .reverse();
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** Puts a mail into the inbox; the same mail again takes its own place. Only the owner of DATA_DIR can read it. */
export async function deliverToInbox(delivery: Delivery & { kind?: InboxMail['kind'] }): Promise<void> {
  if (!idPattern.test(delivery.id)) throw new Error('A mail id is a UUID.');
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  const { kind = 'mail', id, to, subject, text, html } = delivery;
  const mail: InboxMail = { kind, id, to, subject, created_at: new Date().toISOString(), text, html };
  // A reader sees the whole mail or none of it.
  const temporary = join(folder(), `.${id}.${randomBytes(4).toString('hex')}`);
  await writeFile(temporary, JSON.stringify(mail), { mode: 0o600 });
  await rename(temporary, join(folder(), `${id}.json`));
  const surplus = (await listIds()).slice(kept);
  await Promise.all(surplus.map((old) => rm(join(folder(), `${old}.json`), { force: true })));
}

/** One captured mail, or null. `id` may come from a URL: anything but a UUID is nothing. */
export async function getInboxMail(id: string): Promise<InboxMail | null> {
  if (!idPattern.test(id)) return null;
  const text = await readFile(join(folder(), `${id}.json`), 'utf8').catch(ignoreMissing);
  return text === null ? null : (JSON.parse(text) as InboxMail);
}

/** The captured mails, newest first. */
export async function listInboxMails(): Promise<InboxMail[]> {
  const mails = await Promise.all((await listIds()).slice(0, kept).map(getInboxMail));
  return mails.filter((mail) => mail !== null);
}
