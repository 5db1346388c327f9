import { describe, expect, it } from 'vitest';
import { POST } from './route.ts';

function post(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return POST(new Request('http://localhost:3000/preferences', { method: 'POST', body: new URLSearchParams(fields), headers }));
}

describe('POST /preferences', () => {
  it('keeps the theme and goes back to the page it came from', async () => {
    const response = await post({ theme: 'dark' }, { referer: 'http://localhost:3000/login?redirect_to=%2Fsessions' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/login?redirect_to=%2Fsessions');
    expect(response.headers.get('set-cookie')).toMatch(/^gatehouse-theme=dark; Path=\/; Max-Age=31536000; SameSite=Lax/);
  });
  it('"as the system" deletes the cookie', async () => {
    expect((await post({ theme: 'system' })).headers.get('set-cookie')).toMatch(/^gatehouse-theme=; Path=\/; Max-Age=0/);
  });
  it('keeps a known language and the path the form names', async () => {
    const response = await post({ locale: 'de', return_to: '/reset-password?token=abc' });
    expect(response.headers.get('location')).toBe('/reset-password?token=abc');
    expect(response.headers.get('set-cookie')).toMatch(/^gatehouse-locale=de;/);
  });
  it('ignores unknown values', async () => {
    expect((await post({ locale: 'xx', theme: 'blue; Domain=evil' })).headers.get('set-cookie')).toBeNull();
  });
  it('never leads to another origin', async () => {
    expect((await post({ theme: 'dark', return_to: '//evil.example' })).headers.get('location')).toBe('/dashboard');
    expect((await post({ theme: 'dark' }, { referer: 'https://evil.example/login' })).headers.get('location')).toBe('/login');
  });
  it('refuses forms of other sites', async () => {
    const response = await post({ theme: 'dark' }, { 'sec-fetch-site': 'cross-site' });
    expect([response.status, response.headers.get('set-cookie')]).toEqual([403, null]);
  });
});
