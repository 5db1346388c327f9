import { randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { dump, query } from './support/database.ts';
import { mainServer } from './support/main-server.ts';
import { postJson, registered } from './support/people.ts';

/** The ways in which a text can stand in a dump and still be read by anybody. */
function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  // Base64 of a text inside a longer one depends on where it starts; its ends depend on the neighbours.
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(offset ? 4 : 0, -4),
  );
  return [text, text.toUpperCase(), [...text].reverse().join(''), bytes.toString('hex'), ...base64, encodeURIComponent(text)];
}

test('a dump of the database holds no address, name, mail text, password or token of anybody', async () => {
  const id = randomBytes(4).toString('hex');
  const person = await registered();
  const login = async () =>
    (await (await postJson(`${mainServer.url}/api/v1/auth/login`, person)).json()) as { data: Record<string, string> };
  const { data: tokens } = await login();
  const names = { name: `Zebulon ${id}`, first_name: `Zebulina-${id}`, last_name: `Zebrowski-${id}` };
  const changed = await fetch(`${mainServer.url}/api/v1/users/me`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.access_token}` },
    body: JSON.stringify(names),
  });
  expect(changed.status).toBe(200);
  await postJson(`${mainServer.url}/api/v1/auth/login`, { ...person, password: `wrong ${id}` });
  await postJson(`${mainServer.url}/api/v1/auth/forgot-password`, { email: person.email });

  const contents = await dump(mainServer.dataDir);
  for (const table of ['public.user', 'public.session', 'vault.data_key', 'audit_partitions.other'])
    expect([...contents.keys()]).toContain(table);
  const [userName = ''] = person.email.split('@');
  const secrets = [
    userName,
    ...Object.values(names),
    person.password,
    `wrong ${id}`,
    tokens.refresh_token ?? '',
    tokens.access_token ?? '',
  ];
  for (const secret of secrets)
    for (const spelling of spellings(secret))
      for (const [table, text] of contents) expect(text.includes(spelling), `${spelling} in ${table}`).toBe(false);
  expect([...contents.values()].join('\n')).not.toMatch(/[\w.-]+@example\.com/);
});

test('every user has a data key, a role and a sealed address', async () => {
  await registered();
  const halves = await query(
    mainServer.dataDir,
    `select u.id from "user" u left join vault.data_key k on k.subject_id = u.id
     where k.subject_id is null or u.email_sealed is null or not exists (select 1 from user_role r where r.user_id = u.id)`,
  );
  expect(halves).toEqual([]);
});
