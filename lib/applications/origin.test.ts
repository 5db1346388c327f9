import { describe, expect, it } from 'vitest';
import { parseOrigin } from './origin.ts';

describe('an allowed origin', () => {
  it.each([
    ['https://app.example', 'https://app.example'],
    ['https://App.Example:443', 'https://app.example'],
    ['HTTPS://app.example:8443', 'https://app.example:8443'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['https://BÜCHER.example:8443', 'https://xn--bcher-kva.example:8443'],
    ['https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
    ['https://intranet', 'https://intranet'],
    ['https://192.0.2.7:8443', 'https://192.0.2.7:8443'],
    ['https://[2001:db8::1]:8443', 'https://[2001:db8::1]:8443'],
    ['http://localhost', 'http://localhost'],
    ['http://localhost:80', 'http://localhost'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['http://app.localhost:5173', 'http://app.localhost:5173'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is kept as a browser writes it: %s', (typed, kept) => {
    expect(parseOrigin(typed)).toBe(kept);
    expect(parseOrigin(kept)).toBe(kept);
  });

  it.each([
    ['a path', 'https://app.example/'],
    ['a path', 'https://app.example/login'],
    ['a path', 'https://bücher.example/'],
    ['a user', 'https://user@bücher.example'],
    ['a wildcard', 'https://*.bücher.example'],
    ['a query', 'https://app.example?x'],
    ['a fragment', 'https://app.example#x'],
    ['a user', 'https://user@app.example'],
    ['a user and a password', 'https://user:password@app.example'],
    ['a wildcard', '*'],
    ['a wildcard', 'https://*'],
    ['a wildcard', 'https://*.app.example'],
    ['no origin', 'null'],
    ['nothing', ''],
    ['no scheme', 'app.example'],
    ['http beyond this machine', 'http://app.example'],
    ['http at a name that only looks local', 'http://localhost.app.example'],
    ['http at a name that only looks local', 'http://127.0.0.1.app.example'],
    ['another scheme', 'ftp://localhost'],
    ['another scheme', 'file://localhost'],
    ['another scheme', 'chrome-extension://abcdef'],
    ['another scheme', 'javascript:alert(1)'],
    ['a number in disguise', 'https://0x7f.1'],
    ['a number in disguise', 'https://2130706433'],
    ['a short address', 'http://127.1'],
    ['an address in an address', 'https://[::ffff:192.0.2.7]'],
    ['a trailing dot', 'https://app.example.'],
    ['an empty label', 'https://app..example'],
    ['a label that starts with a dash', 'https://-app.example'],
    ['a label of 64 letters', `https://${'a'.repeat(64)}.example`],
    ['a port that is none', 'https://app.example:70000'],
    ['no port after the colon', 'https://app.example:'],
    ['a port with zeros before it', 'https://app.example:0443'],
    ['an escape', 'https://ap%70.example'],
    ['a backslash', 'https://app.example\\evil.example'],
    ['a space', 'https://app.example evil.example'],
    ['a tab', 'https://app\t.example'],
    ['full-width letters', 'https://ａpp.example'],
    ['an invisible letter', 'https://a\u200bpp.example'],
    ['a dot from elsewhere', 'https://app。example'],
    ['two origins', 'https://app.example,https://evil.example'],
    ['more than 300 characters', `https://${'a.'.repeat(150)}example`],
  ])('is not %s: %j', (_, typed) => {
    expect(parseOrigin(typed)).toBeNull();
  });
});
