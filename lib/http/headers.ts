import type { Env } from '#lib/env.ts';

export type HeaderContext = {
  /** Fresh for every response; the page's scripts and styles carry it. */
  nonce: string;
  path: string;
  /** JSON and plain text answers run nothing at all. */
  kind: 'page' | 'data';
  /** APP_URL is https. */
  secure: boolean;
  development: boolean;
  /** Where a posted form may be redirected to, besides this site. */
  formActions: readonly string[];
};

const providerOrigins = {
  OAUTH_GOOGLE_ID: ['https://accounts.google.com'],
  OAUTH_GITHUB_ID: ['https://github.com'],
  // Personal accounts are sent on to login.live.com.
  OAUTH_MICROSOFT_ID: ['https://login.microsoftonline.com', 'https://login.live.com'],
} as const;

/** Origins of the configured providers: browsers apply `form-action` to the redirects that follow a posted form too. */
export function formActionOrigins(env: Pick<Env, keyof typeof providerOrigins | 'OIDC_PROVIDERS'>): string[] {
  const builtIn = Object.entries(providerOrigins).flatMap(([name, origins]) => (env[name as keyof typeof providerOrigins] ? origins : []));
  return [...new Set([...builtIn, ...env.OIDC_PROVIDERS.map((provider) => new URL(provider.issuer).origin)])];
}

function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** The Content-Security-Policy of one response. */
export function contentSecurityPolicy({ nonce, path, kind, secure, development, formActions }: HeaderContext): string {
  if (kind === 'data') return "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  // A nonce would switch 'unsafe-inline' off. Scalar at /docs and the development overlay add styles of their own.
  const inlineStyles = development || isAt(path, '/docs');
  const directives: Record<string, string> = {
    'default-src': "'self'",
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    'script-src-attr': "'none'",
    'style-src': inlineStyles ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': development ? "'self' ws: wss:" : "'self'",
    'manifest-src': "'self'",
    'worker-src': "'self'",
    'frame-src': "'none'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': ["'self'", ...formActions].join(' '),
    'frame-ancestors': "'none'",
  };
  const policy = Object.entries(directives).map(([name, value]) => `${name} ${value}`);
  return [...policy, ...(secure ? ['upgrade-insecure-requests'] : [])].join('; ');
}

// The addresses of these pages hold a secret, which must not travel on in Referer.
const secretPages = [
  '/verify-email',
  '/confirm-email',
  '/revert-email',
  '/recovery',
  '/reset-password',
  '/setup',
  '/magic-link',
  '/secure-account',
];

const permissions = [
  ...[
    'accelerometer',
    'autoplay',
    'camera',
    'display-capture',
    'geolocation',
    'gyroscope',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
    'usb',
  ].map((feature) => `${feature}=()`),
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
].join(', ');

/** The security headers that every response carries, pages, data, redirects and refusals alike. */
export function securityHeaders(context: HeaderContext): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(context),
    // Browsers ignore it on http (RFC 6797 §8.1), so it needs no condition that could be wrong behind a proxy.
    'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': secretPages.some((page) => isAt(context.path, page)) ? 'no-referrer' : 'strict-origin-when-cross-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Origin-Agent-Cluster': '?1',
    'Permissions-Policy': permissions,
    'X-DNS-Prefetch-Control': 'off',
    'X-Permitted-Cross-Domain-Policies': 'none',
  };
}
