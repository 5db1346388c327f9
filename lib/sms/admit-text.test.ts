import { beforeAll, expect, it, vi } from 'vitest';

let admit: (phone: string) => Promise<boolean>;

beforeAll(async () => {
  vi.stubEnv('SMS_COUNTRIES', 'DE,AT');
  vi.stubEnv('SMS_COUNTRY_DAILY_CAP', '5');
  vi.resetModules();
  (await import('#lib/env.ts')).env();
  const [{ admitText }, { inTransaction }] = await Promise.all([import('./admit-text.ts'), import('#lib/db/client.ts')]);
  admit = (phone) => inTransaction((transaction) => admitText(transaction, 'sign_in', phone));
  vi.unstubAllEnvs();
});

it('a country that is not served gets nothing', async () => {
  expect(await admit('+41791234567')).toBe(false);
  expect(await admit('+436641234567')).toBe(true);
});

it('a country gets no more in a day than its cap, however many numbers ask, and others are not held back by it', async () => {
  const admitted = [];
  for (let index = 0; index < 8; index += 1) admitted.push(await admit(`+491512999${1000 + index}`));
  expect(admitted.filter(Boolean)).toHaveLength(5);
  expect(await admit('+436641234568')).toBe(true);
});
