import { expect, it } from 'vitest';
import { aliasRedirect } from './alias-redirect.ts';

const appUrl = new URL('http://localhost:3000');
const target = { path: '/login', search: '?a=1' };
const visit = (host: string, headers = {}) => ({ method: 'GET', headers: { host, accept: 'text/html', ...headers } });

it.each(['127.0.0.1:3000', '[::1]:3000'])('a visit to %s goes on to localhost, where the cookies are', (host) => {
  expect(aliasRedirect(visit(host), target, appUrl)).toBe('http://localhost:3000/login?a=1');
  expect(aliasRedirect(visit(host, { accept: '*/*', 'sec-fetch-mode': 'navigate' }), target, appUrl)).toBe(
    'http://localhost:3000/login?a=1',
  );
});

it('nothing else is redirected', () => {
  expect(aliasRedirect(visit('localhost:3000'), target, appUrl)).toBeNull();
  expect(aliasRedirect(visit('127.0.0.1:4000'), target, appUrl)).toBeNull();
  expect(aliasRedirect(visit('evil.example:3000'), target, appUrl)).toBeNull();
  expect(aliasRedirect({ ...visit('127.0.0.1:3000'), method: 'POST' }, target, appUrl)).toBeNull();
  expect(aliasRedirect(visit('127.0.0.1:3000', { accept: 'application/json' }), target, appUrl)).toBeNull();
  expect(aliasRedirect(visit('127.0.0.1:3000', { 'sec-fetch-mode': 'cors' }), target, appUrl)).toBeNull();
  expect(aliasRedirect(visit('127.0.0.1:3000'), { path: '/api/v1/users/me', search: '' }, appUrl)).toBeNull();
  expect(aliasRedirect(visit('127.0.0.1:3000'), target, new URL('https://id.example.com'))).toBeNull();
});
