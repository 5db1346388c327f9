import { expect, it } from 'vitest';
import { methodsBeside } from './factor-methods.ts';

it.each([
  ['password', ['totp', 'sms', 'email', 'backup_code']],
  ['oauth:google', ['totp', 'sms', 'email', 'backup_code']],
  ['email', ['totp', 'sms', 'backup_code']],
  ['sms', ['totp', 'email', 'backup_code']],
])('after %s, what came from the same place is no second factor', async (first, expected) => {
  expect(await methodsBeside(['totp', 'sms', 'email', 'backup_code'], first)).toEqual(expected);
});
