// A real OpenID provider on loopback for tests. It signs in whoever the test says, without asking, and lies when told to.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Context, Provider } from 'oidc-provider';

/** Somebody at the provider. `claims` are sent as they stand: leave `email_verified` out, or make it "false", to lie. */
export type OidcPerson = { sub: string; claims: Record<string, unknown> };

type IdToken = { header: Record<string, unknown>; claims: Record<string, unknown> };

export type OidcProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** OIDC_<NAME>_… for the application under test. */
  environment: (name: string) => Record<string, string>;
  /** Who signs in next; null: the person cancels. */
  signInAs: (person: OidcPerson | null) => void;
  /** Rewrites ID tokens on their way out; null: not any more. */
  tamper: (rewrite: ((token: IdToken) => IdToken) | null) => void;
  /** Walks from the provider's authorization address to the callback, as a browser without a session there would. */
  walk: (authorization: string) => Promise<string>;
  close: () => Promise<void>;
};

type Options = {
  /** `${APP_URL}/api/auth/callback/<id>` */
  redirectUris: string[];
  port?: number;
  clientSecret?: string;
  /** Puts the person's claims into the ID token too, not only into the userinfo answer. */
  claimsInIdToken?: boolean;
};

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function rewriteToken(token: string, rewrite: (token: IdToken) => IdToken): string {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const rewritten = rewrite({ header: decode(header), claims: decode(claims) });
  return `${encode(rewritten.header)}.${encode(rewritten.claims)}.${rewritten.header.alg === 'none' ? '' : signature}`;
}

function signingKeys() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] };
}

/** Follows redirects by hand with one cookie jar until the next step would leave the provider. */
async function walkTo(authorization: string, issuer: string): Promise<string> {
  const jar = new Map<string, string>();
  let address = authorization;
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1);
      const separator = pair.indexOf('=');
      jar.set(pair.slice(0, separator), pair.slice(separator + 1));
    }
    const location = response.headers.get('location');
    if (!location) throw new Error(`The provider answered ${response.status} to step ${step}: ${await response.text()}`);
    address = new URL(location, address).href;
    if (!address.startsWith(`${issuer}/`)) return address;
  }
  throw new Error('The provider redirects without end.');
}

/** Starts the provider on a free loopback port. Its issuer is http://localhost:<port>. */
export async function startOidcProvider(options: Options): Promise<OidcProvider> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, 'localhost', resolve);
  });
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const clientId = 'gatehouse';
  const clientSecret = options.clientSecret ?? randomBytes(32).toString('base64url');
  const people = new Map<string, OidcPerson>();
  let next: OidcPerson | null = null;
  let rewrite: ((token: IdToken) => IdToken) | null = null;

  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: options.redirectUris }],
    jwks: signingKeys(),
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: !options.claimsInIdToken,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    ttl: { Interaction: 60, Session: 1, Grant: 60, AuthorizationCode: 60, AccessToken: 60, IdToken: 60 },
    async findAccount(_context: unknown, sub: string) {
      const person = people.get(sub);
      return person && { accountId: sub, claims: async () => ({ sub, ...person.claims }) };
    },
    async loadExistingGrant(context: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
      const grant = new provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context: Context, following) => {
    await following();
    const body = context.body as { id_token?: string } | undefined;
    if (context.path === '/token' && rewrite && body?.id_token) context.body = { ...body, id_token: rewriteToken(body.id_token, rewrite) };
  });
  const answer = provider.callback();
  handle = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    if (next) people.set(next.sub, next);
    const result = next ? { login: { accountId: next.sub, remember: false } } : { error: 'access_denied', error_description: 'cancelled' };
    provider.interactionFinished(request, response, result).catch((error: unknown) => response.writeHead(500).end(String(error)));
  };

  return {
    issuer,
    clientId,
    clientSecret,
    environment: (name) => ({
      [`OIDC_${name}_ISSUER`]: issuer,
      [`OIDC_${name}_ID`]: clientId,
      [`OIDC_${name}_SECRET`]: clientSecret,
      [`OIDC_${name}_LABEL`]: name.charAt(0) + name.slice(1).toLowerCase(),
    }),
    signInAs(person) {
      next = person;
    },
    tamper(rewriting) {
      rewrite = rewriting;
    },
    walk: (authorization) => walkTo(authorization, issuer),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
