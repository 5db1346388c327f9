import { describe, expect, it } from 'vitest';
import { maxTargetLength, parseRequestTarget } from './request-target.ts';

describe('one path has one spelling', () => {
  it.each([
    ['/login', '/login'],
    ['/%6cogin', '/login'],
    ['/x/../login', '/login'],
    ['/x/%2e%2e/login', '/login'],
    ['//evil.example/login', '/evil.example/login'],
    ['/\\evil.example', '/evil.example'],
    ['http://evil.example/login', '/login'],
    ['HTTPS://evil.example', '/'],
    ['/a%2Fb', '/a%2Fb'],
    ['/gr%C3%BC%C3%9Fe', '/gr%C3%BC%C3%9Fe'],
    ['/../../etc/passwd', '/etc/passwd'],
    ['/x/..//evil.example', '/evil.example'],
  ])('%s is %s', (raw, path) => {
    expect(parseRequestTarget(raw)).toMatchObject({ ok: true, path });
  });
});

it('keeps the query as it came and drops a fragment', () => {
  expect(parseRequestTarget('/login?next=%2Fa&x=1#part')).toEqual({ ok: true, path: '/login', search: '?next=%2Fa&x=1' });
});

it.each(['/%', '/%zz', '/%c3%28', '/x?y=%', '/%00', '/x?y=%00', '*', 'login', '', undefined, 'javascript:alert(1)'])(
  '%s is refused with 400',
  (raw) => {
    expect(parseRequestTarget(raw)).toEqual({ ok: false, status: 400 });
  },
);

it('a target above 8 KiB is refused with 414', () => {
  expect(parseRequestTarget(`/${'a'.repeat(maxTargetLength)}`)).toEqual({ ok: false, status: 414 });
  expect(parseRequestTarget(`/${'a'.repeat(maxTargetLength - 1)}`).ok).toBe(true);
});
