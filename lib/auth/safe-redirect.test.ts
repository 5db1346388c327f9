import { describe, expect, it } from 'vitest';
import { defaultDestination, safeRedirect, withRedirect } from './safe-redirect.ts';

describe('safeRedirect', () => {
  it.each([
    '/dashboard',
    '/sessions',
    '/admin?tab=users&sort=-created_at',
    '/profile#name',
    '/a/b%20c',
    '/',
    '/search?q=https://example.com',
  ])('keeps the path %s of this origin', (path) => expect(safeRedirect(path)).toBe(path));

  it('resolves dot segments', () => expect(safeRedirect('/a/../profile')).toBe('/profile'));

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\\/evil.example',
    '\\/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/%2e//evil.example',
    '/%5cevil.example',
    '/%2f%2fevil.example',
    'https://evil.example',
    'https:evil.example',
    'http:/evil.example',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,hi',
    'evil.example',
    'user:password@evil.example',
    'https://user@evil.example/',
    '/\tevil',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/\u0000/evil',
    '/\u007f',
    '／／evil.example',
    '/／evil.example',
    '//evil。example',
    '/。/evil',
    '/\u2028/evil.example',
    '/\ud800',
    '',
    `/${'a'.repeat(3000)}`,
  ])('sends %j to the default', (path) => expect(safeRedirect(path)).toBe(defaultDestination));

  it.each([undefined, null, 7, ['/profile'], { path: '/profile' }])('sends the non-text %j to the default', (value) => {
    expect(safeRedirect(value)).toBe(defaultDestination);
  });
});

describe('withRedirect', () => {
  it('carries a worthwhile destination', () =>
    expect(withRedirect('/login', '/sessions?a=1')).toBe('/login?redirect_to=%2Fsessions%3Fa%3D1'));
  it('adds to a query', () => expect(withRedirect('/login?notice=x', '/sessions')).toBe('/login?notice=x&redirect_to=%2Fsessions'));
  it('leaves out the default and the refused', () => {
    expect(withRedirect('/login', '/dashboard')).toBe('/login');
    expect(withRedirect('/login', '//evil.example')).toBe('/login');
  });
});
