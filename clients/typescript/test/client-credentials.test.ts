import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { origin } from '../../../scripts/testing/api.ts';
import { apiFetch } from '../../../scripts/testing/api-fetch.ts';
import { goodPassword, makePerson } from '../../../scripts/testing/people.ts';
import { clientCredentials, createGatehouse } from '../src/index.ts';

let credentials: { clientId: string; clientSecret: string };

beforeAll(async () => {
  const owner = createGatehouse({ baseUrl: origin, fetch: apiFetch() });
  const { email } = await makePerson({ role: 'super_admin' });
  await owner.auth.login({ email, password: goodPassword });
  const { id } = await owner.admin.serviceAccounts.create({ name: 'Reports', permissions: ['admin.dashboard.read'] });
  const { client_id, client_secret } = await owner.admin.serviceAccounts.clientSecrets.create(id);
  credentials = { clientId: client_id, clientSecret: client_secret };
});

afterEach(() => {
  vi.useRealTimers();
});

function connect(earlySeconds: number) {
  const asked: string[] = [];
  const options = { baseUrl: origin, fetch: apiFetch((request) => asked.push(request)) };
  const gatehouse = createGatehouse({ ...options, token: clientCredentials({ ...options, ...credentials, earlySeconds }) });
  return { gatehouse, tokens: () => asked.filter((request) => request === 'POST /auth/token').length };
}

describe('client credentials', () => {
  it.each([
    ['by its own clock', 30],
    ['because the API says so', -24 * 3600],
  ])('get one token for 20 calls at once, and another one after its end, %s', async (_, earlySeconds) => {
    const { gatehouse, tokens } = connect(earlySeconds);
    const callAtOnce = () => Promise.all(Array.from({ length: 20 }, () => gatehouse.admin.dashboard.get()));
    for (const dashboard of await callAtOnce()) expect(dashboard).toHaveProperty('counts');
    expect(tokens()).toBe(1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
    for (const dashboard of await callAtOnce()) expect(dashboard).toHaveProperty('counts');
    expect(tokens()).toBe(2);
  });

  it('that are wrong are an error, and are tried again with the next call only', async () => {
    const asked: string[] = [];
    const options = { baseUrl: origin, fetch: apiFetch((request) => asked.push(request)) };
    const token = clientCredentials({ ...options, ...credentials, clientSecret: 'wrong' });
    const gatehouse = createGatehouse({ ...options, token });
    await expect(gatehouse.admin.dashboard.get()).rejects.toMatchObject({ status: 401 });
    expect(asked).toEqual(['POST /auth/token']);
  });

  it('open what the service account may do, and nothing else', async () => {
    const { gatehouse } = connect(30);
    await expect(gatehouse.admin.settings.get()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(gatehouse.users.me()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
