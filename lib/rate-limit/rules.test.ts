import { describe, expect, test } from 'vitest';
import { limitRule } from './rules.ts';

describe('limitRule', () => {
  test.each([
    ['POST', '/api/v1/auth/login', 'login', 'login'],
    ['POST', '/login', 'login', 'login'],
    ['POST', '/api/v1/auth/2fa/verify', 'login', 'second-factor'],
    ['POST', '/api/v1/auth/otp/verify', 'login', 'otp-verify'],
    ['POST', '/api/v1/auth/passkeys/verify', 'login', 'passkey-verify'],
    ['POST', '/api/v1/auth/passkeys/options', 'anonymous', 'passkey-options'],
    ['POST', '/challenge', 'login', 'second-factor'],
    ['POST', '/api/v1/auth/2fa/challenge', 'login', 'second-factor-code'],
    ['POST', '/text-message', 'login', 'otp-verify'],
    ['POST', '/api/v1/auth/magic-link/verify', 'login', 'magic-link-verify'],
    ['POST', '/magic-link', 'login', 'magic-link-verify'],
    ['POST', '/api/v1/auth/step-up/verify', 'login', 'step-up'],
    ['POST', '/step-up', 'login', 'step-up'],
    ['POST', '/api/v1/auth/register', 'register', 'register'],
    ['POST', '/register', 'register', 'register'],
    ['POST', '/api/v1/auth/forgot-password', 'register', 'forgot-password'],
    ['POST', '/forgot-password', 'register', 'forgot-password'],
    ['POST', '/api/v1/auth/magic-link', 'register', 'magic-link'],
    ['POST', '/api/v1/auth/otp', 'register', 'otp'],
    ['POST', '/api/v1/auth/resend-verification', 'register', 'resend-verification'],
    ['POST', '/api/v1/auth/reset-password', 'reset', 'reset-password'],
    ['POST', '/reset-password', 'reset', 'reset-password'],
    ['POST', '/api/v1/auth/verify-email', 'reset', 'verify-email'],
    ['POST', '/verify-email', 'reset', 'verify-email'],
    ['POST', '/api/v1/auth/setup', 'reset', 'setup'],
    ['POST', '/setup', 'reset', 'setup'],
  ])('%s %s falls under %s, with credentials or without', (method, path, name, bucket) => {
    expect(limitRule(method, path, false)).toEqual({ name, bucket });
    expect(limitRule(method, path, true)).toEqual({ name, bucket });
  });

  test.each(['/api/v1/auth/login/', '/api//v1/auth/login', '/api/v1/auth/%6Cogin', '/API/v1/auth/Login', '//api/v1/auth/login//'])(
    'another spelling of the path, %s, is the same bucket',
    (path) => expect(limitRule('POST', path, true)).toEqual({ name: 'login', bucket: 'login' }),
  );

  test.each(['/api/v1/users/me', '/api/v1/openapi.json', '/api/v1/nothing', '/api/metrics', '/api', '/api/%zz'])(
    '%s is anonymous without credentials and left to route() with some',
    (path) => {
      expect(limitRule('GET', path, false)).toEqual({ name: 'anonymous', bucket: 'api' });
      expect(limitRule('GET', path, true)).toBeNull();
    },
  );

  test('provider sign-ins have a bucket of their own, also for signed-in callers', () => {
    expect(limitRule('GET', '/api/auth/callback/google', true)).toEqual({ name: 'anonymous', bucket: 'provider-sign-in' });
  });

  test.each(['/api/health', '/api/health/ready', '/health/live', '/.well-known/jwks.json', '/docs', '/login', '/', '/apiary'])(
    'GET %s is not limited',
    (path) => expect(limitRule('GET', path, false)).toBeNull(),
  );

  test('other methods on a sign-in endpoint do not escape into no limit', () => {
    for (const method of ['GET', 'PUT', 'HEAD', 'OPTIONS']) expect(limitRule(method, '/api/v1/auth/login', false)?.name).toBe('anonymous');
  });
});
