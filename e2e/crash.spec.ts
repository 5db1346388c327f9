import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readPostmaster } from '#scripts/database/postmaster.ts';
import { query } from './support/database.ts';
import { startGatehouse } from './support/gatehouse.ts';
import { codeIn, subjects, waitForMail } from './support/inbox.ts';
import { type Person, postJson, stranger } from './support/people.ts';

test.setTimeout(180_000);

/** Whose key seals what belongs to the installation. */
const systemSubject = '00000000-0000-0000-0000-000000000000';

/** 30 people at once; `kill` strikes after the first few answers. Returns those who were told that they are registered. */
async function registerUntilKilled(url: string, kill: () => Promise<void>, after: number): Promise<Person[]> {
  const acknowledged: Person[] = [];
  let strike: () => void = () => undefined;
  const struck = new Promise<void>((resolve) => {
    strike = resolve;
  });
  const all = Array.from({ length: 30 }, async () => {
    const person = stranger();
    const answer = await postJson(`${url}/api/v1/auth/register`, { ...person, accept_terms: true }).catch(() => null);
    if (answer?.status !== 202) return;
    acknowledged.push(person);
    if (acknowledged.length >= after) strike();
  });
  await struck;
  await kill();
  await Promise.all(all);
  return acknowledged;
}

for (const { what, withDatabase } of [
  { what: 'the whole process group', withDatabase: false },
  { what: 'the whole process group and the database', withDatabase: true },
]) {
  test(`kill -9 of ${what} during 30 registrations: whoever was told yes is there, with a mail, and nobody is half there`, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-crash-'));
    try {
      const first = await startGatehouse({ dataDir });
      const postmaster = readPostmaster(join(dataDir, 'postgres'));
      const kill = async () => {
        await first.kill();
        if (withDatabase && postmaster) process.kill(postmaster.pid, 'SIGKILL');
      };
      const acknowledged = await registerUntilKilled(first.url, kill, withDatabase ? 8 : 3);

      const second = await startGatehouse({ dataDir });
      try {
        const halves = await query(
          dataDir,
          `select u.id from "user" u left join vault.data_key k on k.subject_id = u.id
           where k.subject_id is null or u.email_sealed is null or u.email_index is null or u.password_hash is null
             or not exists (select 1 from user_role r where r.user_id = u.id)`,
        );
        expect(halves).toEqual([]);
        const keysOfNobody = await query(
          dataDir,
          'select 1 from vault.data_key where subject_id not in (select id from "user") and subject_id <> $1',
          [systemSubject],
        );
        expect(keysOfNobody).toEqual([]);
        for (const person of acknowledged) {
          const mail = await waitForMail(dataDir, person.email, subjects.verify);
          const verified = await postJson(`${second.url}/api/v1/auth/verify-email`, { email: person.email, code: codeIn(mail) });
          expect(verified.status).toBe(200);
        }
        const [one] = acknowledged;
        expect((await postJson(`${second.url}/api/v1/auth/login`, one)).status).toBe(200);
      } finally {
        expect(await second.stop()).toBe(0);
      }
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
}
