import { expect, it } from 'vitest';
import { hashQueueCapacity, signInAdmission } from '#lib/passwords/hash-queue.ts';
import { isExcessSignIn } from './shed-sign-ins.ts';

it('sign-ins beyond what the process can hold are excess, other requests never are, and it ends with the flood', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const underWay = Array.from({ length: hashQueueCapacity }, () => signInAdmission.run(() => held));
  expect(isExcessSignIn('POST', '/api/v1/auth/login')).toBe(true);
  expect(isExcessSignIn('GET', '/api/v1/auth/login')).toBe(false);
  expect(isExcessSignIn('POST', '/api/v1/auth/refresh')).toBe(false);
  release();
  await Promise.all(underWay);
  expect(isExcessSignIn('POST', '/api/v1/auth/login')).toBe(false);
});
