import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { type EmbeddedPostgres, startThrowawayPostgres } from '#scripts/database/embedded.ts';
import { assertWith, makePasskey } from '#scripts/testing/passkeys.ts';
import { appCode } from './support/authenticator.ts';
import { freePort } from './support/free-port.ts';
import { type Gatehouse, generousLimits, startGatehouse } from './support/gatehouse.ts';
import { codeIn, linkIn, type Mail, mailsTo, subjects } from './support/inbox.ts';
import { type Person, postJson, stranger } from './support/people.ts';
import { codeInText, newPhone, type SmsGateway, startSmsGateway, waitForText } from './support/sms-gateway.ts';

// Two instances on one database; without Redis, because single use never rests on it (data.md, rules 1 and 8).
test.describe.configure({ mode: 'serial' });

let postgres: EmbeddedPostgres;
let gateway: SmsGateway;
let instances: [Gatehouse, Gatehouse];

test.beforeAll(async () => {
  [postgres, gateway] = await Promise.all([startThrowawayPostgres(), startSmsGateway()]);
  const port = await freePort();
  const env = {
    APP_URL: `http://localhost:${port}`,
    DATABASE_URL: postgres.url,
    AUTH_SECRET: randomBytes(32).toString('base64url'),
    ENCRYPTION_KEYS: `e2e:${randomBytes(32).toString('base64')}`,
    RATE_LIMITS: generousLimits,
    ...gateway.env,
  };
  // At once: both migrate and seed the same empty database.
  instances = await Promise.all([startGatehouse({ port, env }), startGatehouse({ port: await freePort(), env })]);
});
test.afterAll(async () => {
  await Promise.allSettled((instances ?? []).map((instance) => instance.stop()));
  await Promise.allSettled([postgres?.stop(), gateway?.stop()]);
});

const api = (index: number, path: string) => `http://localhost:${instances[index % 2]?.port}/api/v1${path}`;

/** Either instance may have taken the mail's job. */
async function mailTo(address: string, subject: RegExp): Promise<Mail> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(100)) {
    const inboxes = await Promise.all(instances.map(({ dataDir }) => mailsTo(dataDir, address)));
    const mail = inboxes.flat().find((each) => subject.test(each.subject));
    if (mail) return mail;
  }
  throw new Error(`No mail ${subject} came to ${address}.`);
}

const tokenOf = (mail: Mail) => new URL(linkIn(mail)).searchParams.get('token') ?? '';

async function post<Data>(path: string, body: unknown, bearer?: string): Promise<Data> {
  const answer = await postJson(api(0, path), body, bearer ? { authorization: `Bearer ${bearer}` } : {});
  const text = await answer.text();
  expect(answer.status, `${path}: ${text}`).toBeLessThan(300);
  return (JSON.parse(text) as { data: Data }).data;
}

async function unconfirmed(): Promise<Person> {
  const person = stranger();
  await post('/auth/register', { ...person, accept_terms: true });
  return person;
}

async function confirmed(): Promise<Person> {
  const person = await unconfirmed();
  await post('/auth/verify-email', { token: tokenOf(await mailTo(person.email, subjects.verify)) });
  return person;
}

async function enrolled(): Promise<{ person: Person; secret: string; backupCodes: string[] }> {
  const person = await confirmed();
  const { access_token } = await post<{ access_token: string }>('/auth/login', person);
  const { setup_id, secret } = await post<{ setup_id: string; secret: string }>('/auth/2fa/setup', { method: 'totp' }, access_token);
  const code = appCode(secret);
  const { backup_codes } = await post<{ backup_codes: string[] }>('/auth/2fa/enable', { setup_id, code }, access_token);
  return { person, secret, backupCodes: backup_codes };
}

async function signedIn(): Promise<{ person: Person; bearer: string }> {
  const person = await confirmed();
  return { person, bearer: (await post<{ access_token: string }>('/auth/login', person)).access_token };
}

/** Somebody who asked for another address, and the link that the new address got. */
async function changingEmail(): Promise<{ person: Person; token: string }> {
  const { person, bearer } = await signedIn();
  const { email } = stranger();
  await post('/users/me/email', { email }, bearer);
  return { person, token: tokenOf(await mailTo(email, subjects.emailChange)) };
}

async function challenges(person: Person, count: number): Promise<string[]> {
  const opened = Array.from({ length: count }, () => post<{ challenge_token: string }>('/auth/login', person));
  return (await Promise.all(opened)).map(({ challenge_token }) => challenge_token);
}

type Shot = { path: string; body: unknown; bearer?: string };

/** Everything that counts once: how it comes about, and the calls that would use it, one for each of the tries. */
const artefacts: Record<string, (tries: number) => Promise<(index: number) => Shot>> = {
  'the link that confirms an address': async () => {
    const { email } = await unconfirmed();
    const token = tokenOf(await mailTo(email, subjects.verify));
    return () => ({ path: '/auth/verify-email', body: { token } });
  },
  'the code that confirms an address': async () => {
    const { email } = await unconfirmed();
    const code = codeIn(await mailTo(email, subjects.verify));
    return () => ({ path: '/auth/verify-email', body: { email, code } });
  },
  'the link to a new password': async () => {
    const { email } = await confirmed();
    await post('/auth/forgot-password', { email });
    const token = tokenOf(await mailTo(email, subjects.reset));
    return (index) => ({ path: '/auth/reset-password', body: { token, password: `a new secret ${index} ${email}` } });
  },
  'the link that signs in': async () => {
    const { email } = await confirmed();
    await post('/auth/magic-link', { email });
    const token = tokenOf(await mailTo(email, subjects.signIn));
    return () => ({ path: '/auth/magic-link/verify', body: { token } });
  },
  'the code that signs in': async () => {
    const { email } = await confirmed();
    await post('/auth/magic-link', { email });
    const code = codeIn(await mailTo(email, subjects.signIn));
    return () => ({ path: '/auth/magic-link/verify', body: { email, code } });
  },
  'a challenge': async () => {
    const { person, secret } = await enrolled();
    const [challenge_token] = await challenges(person, 1);
    const code = appCode(secret, 1);
    return () => ({ path: '/auth/2fa/verify', body: { challenge_token, method: 'totp', code } });
  },
  'a code of an authenticator app, over as many challenges': async (tries) => {
    const { person, secret } = await enrolled();
    const tokens = await challenges(person, tries);
    const code = appCode(secret, 1);
    return (index) => ({ path: '/auth/2fa/verify', body: { challenge_token: tokens[index], method: 'totp', code } });
  },
  'a backup code, over as many challenges': async (tries) => {
    const { person, backupCodes } = await enrolled();
    const tokens = await challenges(person, tries);
    return (index) => ({ path: '/auth/2fa/verify', body: { challenge_token: tokens[index], method: 'backup_code', code: backupCodes[0] } });
  },
  'the link that confirms a new address': async () => {
    const { token } = await changingEmail();
    return () => ({ path: '/auth/email-change/confirm', body: { token } });
  },
  'the link that takes a new address back': async () => {
    const { person, token } = await changingEmail();
    await post('/auth/email-change/confirm', { token });
    const revert = tokenOf(await mailTo(person.email, subjects.emailChanged));
    return () => ({ path: '/auth/email-change/revert', body: { token: revert } });
  },
  'the link that says it was somebody else': async () => {
    const person = await confirmed();
    for (const browser of ['one', 'another']) {
      const answer = await postJson(api(0, '/auth/login'), person, { 'user-agent': browser });
      expect(answer.status).toBe(200);
    }
    const token = tokenOf(await mailTo(person.email, subjects.newDevice));
    return () => ({ path: '/auth/secure-account', body: { token } });
  },
  'the code that confirms a phone number': async () => {
    const { bearer } = await signedIn();
    const phone = newPhone();
    await post('/users/me/phone', { phone }, bearer);
    const code = codeInText(await waitForText(gateway.texts, phone));
    return () => ({ path: '/users/me/phone/confirm', body: { code }, bearer });
  },
  'the code by text message that signs in': async () => {
    const { bearer } = await signedIn();
    const phone = newPhone();
    await post('/users/me/phone', { phone }, bearer);
    await post('/users/me/phone/confirm', { code: codeInText(await waitForText(gateway.texts, phone)) }, bearer);
    await post('/auth/otp', { phone });
    const code = codeInText(await waitForText(gateway.texts, phone, 2));
    return () => ({ path: '/auth/otp/verify', body: { phone, code } });
  },
  'an API key that a new one replaces': async () => {
    const { bearer } = await signedIn();
    const { id } = await post<{ id: string }>('/users/me/api-keys', { name: 'Backup', scopes: ['profile.read'] }, bearer);
    return () => ({ path: `/users/me/api-keys/${id}/rotate`, body: { overlap_seconds: 60 }, bearer });
  },
  'the challenge that a passkey answers': async () => {
    const { bearer } = await signedIn();
    const origin = `http://localhost:${instances[0].port}`;
    type Options = Parameters<typeof makePasskey>[0];
    const { passkey, credential } = makePasskey(await post<Options>('/users/me/passkeys/options', {}, bearer), {}, { origin });
    await post('/users/me/passkeys', { credential }, bearer);
    const options = await post<Options>('/auth/passkeys/options', {});
    const answer = assertWith(passkey, options, { origin });
    return () => ({ path: '/auth/passkeys/verify', body: { credential: answer } });
  },
};

const tries = 50;

for (const [name, make] of Object.entries(artefacts)) {
  test(`${name} counts once, of ${tries} tries at a time on two instances`, async () => {
    const shot = await make(tries);
    const statuses = await Promise.all(
      Array.from({ length: tries }, async (_, index) => {
        const { path, body, bearer } = shot(index);
        const answer = await postJson(api(index, path), body, bearer ? { authorization: `Bearer ${bearer}` } : {});
        await answer.text();
        return answer.status;
      }),
    );
    expect(statuses.filter((status) => status < 300)).toHaveLength(1);
    // A refusal says so; nothing breaks.
    expect(statuses.filter((status) => status >= 500 && status !== 503)).toEqual([]);
  });
}
