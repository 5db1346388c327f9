import { beforeEach, describe, expect, it } from 'vitest';
import { register, requestMagicLink, verifyMagicLink } from '#lib/contracts/auth.ts';
import { updateSettings } from '#lib/contracts/settings.ts';
import { db } from '#lib/db/client.ts';
import { judgeIdentity } from '#lib/linked-accounts/judge-identity.ts';
import type { ProviderIdentity } from '#lib/linked-accounts/provider-identity.ts';
import { issueOneTimeToken, makeCode } from '#lib/one-time-tokens/one-time-token.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { call, masked } from '#scripts/testing/api.ts';
import { addedPasskey } from '#scripts/testing/passkeys.ts';
import { goodPassword, makePerson, newEmail, signIn } from '#scripts/testing/people.ts';
import { rowCounts } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';
import { allowedMethods } from './allowed-methods.ts';

const strict = { factors: { phishing_resistant_only: true } } as const;

beforeEach(() => putSettings({}));

it('everything is on by default', async () => {
  expect(Object.values(await allowedMethods(defaultPool))).not.toContain(false);
});

describe('phishing-resistant only', () => {
  it('mails no link and no code to sign in with, known or unknown, and writes nothing', async () => {
    const person = await makePerson();
    await putSettings(strict);
    const before = await rowCounts();
    const answers = [];
    for (const email of [person.email, newEmail()]) answers.push(await call(requestMagicLink, { body: { email } }));
    for (const { status, code, details } of answers)
      expect([status, code, details.reason]).toEqual([403, 'FORBIDDEN', 'method_turned_off']);
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(await rowCounts()).toEqual(before);
  });

  it('a link and a code that were mailed before open nothing after it, and are not used up', async () => {
    const person = await makePerson();
    const { code, codeHash } = await makeCode();
    const token = await db().$transaction((transaction) =>
      issueOneTimeToken(transaction, { purpose: 'sign_in', userId: person.id, codeHash }),
    );
    await putSettings(strict);
    for (const body of [{ token }, { email: person.email, code }]) {
      const answer = await call(verifyMagicLink, { body });
      expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN']);
    }
    await putSettings({});
    expect((await call(verifyMagicLink, { body: { token } })).status).toBe(200);
  });

  it('is not switched on by an admin without a passkey, who would be the first to be locked out', async () => {
    const admin = await makePerson({ role: 'super_admin' });
    const { accessToken: bearer } = await signIn(admin);
    const before = await rowCounts();
    const refused = await call(updateSettings, { bearer, body: strict });
    expect([refused.status, refused.code, refused.details.reason]).toEqual([409, 'CONFLICT', 'needs_passkey']);
    expect(refused.fields.map(({ path }) => path)).toEqual(['factors.phishing_resistant_only']);
    expect(await rowCounts()).toEqual(before);
    await addedPasskey({ bearer });
    expect((await call(updateSettings, { bearer, body: strict })).status).toBe(200);
  });

  it('can be switched off, and other settings changed, without one', async () => {
    const { accessToken: bearer } = await signIn(await makePerson({ role: 'super_admin' }));
    await putSettings(strict);
    expect((await call(updateSettings, { bearer, body: { passwords: { min_length: 9 } } })).status).toBe(200);
    expect((await call(updateSettings, { bearer, body: { factors: { phishing_resistant_only: false } } })).status).toBe(200);
  });
});

describe('registration', () => {
  const identity: ProviderIdentity = {
    providerId: 'acme',
    issuer: 'https://acme.example',
    subject: 'nobody-yet',
    protocol: 'oidc',
    email: newEmail(),
    emailVerified: true,
    name: 'Ada',
  };

  it('is refused where it is closed, for a free address as for a taken one, and nothing is written', async () => {
    const person = await makePerson();
    await putSettings({ sign_in: { sign_up: 'closed' } });
    const before = await rowCounts();
    const answers = [];
    for (const email of [person.email, newEmail()])
      answers.push(await call(register, { body: { email, password: goodPassword, accept_terms: true } }));
    for (const { status, code, details } of answers)
      expect([status, code, details.reason]).toEqual([403, 'FORBIDDEN', 'method_turned_off']);
    expect(new Set(answers.map(masked)).size).toBe(1);
    expect(await rowCounts()).toEqual(before);
  });

  it('is closed to who comes from a provider for the first time as well', async () => {
    expect((await judgeIdentity(defaultPool, identity)).refusal).toBeNull();
    await putSettings({ sign_in: { sign_up: 'closed' } });
    expect(await judgeIdentity(defaultPool, identity)).toEqual({ refusal: 'sign_up_closed', account: null });
  });
});
