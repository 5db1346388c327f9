import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy, formActionOrigins, type HeaderContext, securityHeaders } from './headers.ts';

const page: HeaderContext = { nonce: 'bm9uY2U=', path: '/login', kind: 'page', secure: true, development: false, formActions: [] };

function directive(context: HeaderContext, name: string): string | undefined {
  return contentSecurityPolicy(context)
    .split('; ')
    .find((part) => part.startsWith(`${name} `) || part === name);
}

describe('contentSecurityPolicy', () => {
  test('a page runs only scripts that carry the nonce of its response', () => {
    expect(directive(page, 'script-src')).toBe("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic'");
    expect(directive(page, 'script-src-attr')).toBe("script-src-attr 'none'");
    expect(directive(page, 'style-src')).toBe("style-src 'self' 'nonce-bm9uY2U='");
    expect(contentSecurityPolicy(page)).not.toContain('unsafe-eval');
  });

  test('nothing frames a page, and it has no base and no plug-ins', () => {
    for (const name of ['frame-ancestors', 'base-uri', 'object-src', 'frame-src']) expect(directive(page, name)).toBe(`${name} 'none'`);
  });

  test('data runs nothing at all', () => {
    expect(contentSecurityPolicy({ ...page, kind: 'data' })).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  test('development adds what hot reload needs, production does not', () => {
    expect(directive({ ...page, development: true }, 'script-src')).toContain("'unsafe-eval'");
    expect(directive({ ...page, development: true }, 'connect-src')).toContain('ws:');
    expect(directive(page, 'connect-src')).toBe("connect-src 'self'");
  });

  test('only /docs may add styles of its own', () => {
    expect(directive({ ...page, path: '/docs' }, 'style-src')).toBe("style-src 'self' 'unsafe-inline'");
    expect(directive({ ...page, path: '/docsx' }, 'style-src')).toContain('nonce-');
  });

  test('http is upgraded only where APP_URL is https', () => {
    expect(directive(page, 'upgrade-insecure-requests')).toBeDefined();
    expect(directive({ ...page, secure: false }, 'upgrade-insecure-requests')).toBeUndefined();
  });

  test('a form may lead on to the configured providers and nowhere else', () => {
    const none = { OAUTH_GOOGLE_ID: undefined, OAUTH_GITHUB_ID: undefined, OAUTH_MICROSOFT_ID: undefined, OIDC_PROVIDERS: [] };
    expect(formActionOrigins(none)).toEqual([]);
    const issuer = { id: 'corp', label: 'Corp', clientId: 'a', clientSecret: 'b', issuer: 'https://login.corp.example:8443/realms/x' };
    const some = formActionOrigins({ ...none, OAUTH_GITHUB_ID: 'id', OIDC_PROVIDERS: [issuer, { ...issuer, id: 'again' }] });
    expect(some).toEqual(['https://github.com', 'https://login.corp.example:8443']);
    expect(directive({ ...page, formActions: some }, 'form-action')).toBe(
      "form-action 'self' https://github.com https://login.corp.example:8443",
    );
    expect(directive(page, 'form-action')).toBe("form-action 'self'");
  });
});

describe('securityHeaders', () => {
  test.each(['page', 'data'] as const)('every %s carries them', (kind) => {
    expect(securityHeaders({ ...page, kind, secure: false })).toMatchObject({
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': expect.stringContaining('publickey-credentials-get=(self)'),
    });
  });

  test.each(['/verify-email', '/reset-password', '/setup', '/magic-link', '/magic-link/open'])(
    '%s never tells where the visitor came from',
    (path) => {
      expect(securityHeaders({ ...page, path })['Referrer-Policy']).toBe('no-referrer');
    },
  );

  test('other pages tell other sites only the origin', () => {
    expect(securityHeaders({ ...page, path: '/setup-guide' })['Referrer-Policy']).toBe('strict-origin-when-cross-origin');
  });
});
