import { GET as startRoute } from '#app/api/v1/auth/oauth/[provider]/route.ts';
import { handleNextAuth } from '#lib/auth/next-auth.ts';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import type { OidcProvider } from '../../e2e/oidc/provider.ts';
import { type ApiAnswer, type CallOptions, call, origin } from './api.ts';

/** A browser as far as cookies go, on its way to a provider and back. */
export class ProviderBrowser {
  readonly jar = new Map<string, string>();
  lines: string[] = [];

  private get cookie(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private take(headers: Headers): void {
    this.lines = headers.getSetCookie();
    for (const line of this.lines) {
      const [pair = ''] = line.split(';', 1);
      const separator = pair.indexOf('=');
      const [name, value] = [pair.slice(0, separator), pair.slice(separator + 1)];
      if (value === '') this.jar.delete(name);
      else this.jar.set(name, value);
    }
  }

  private send(address: string): Request {
    return new Request(address, {
      headers: { cookie: this.cookie, 'user-agent': 'Test/1.0', host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    });
  }

  async start(provider = 'acme', query = ''): Promise<Response> {
    const request = this.send(`${origin}/api/v1/auth/oauth/${provider}${query}`);
    const response = await startRoute(request, { params: Promise.resolve({ provider }) });
    this.take(response.headers);
    return response;
  }

  /** Opens an address of next-auth's mount, such as a provider's callback. */
  async open(address: string): Promise<Response> {
    const response = await handleNextAuth(this.send(address));
    this.take(response.headers);
    return response;
  }

  /** Calls the API from a page of ours. */
  async call(contract: Endpoint, options: CallOptions = {}): Promise<ApiAnswer> {
    const answer = await call(contract, { cookie: this.cookie, ...options });
    this.take(answer.headers);
    return answer;
  }

  /** From the button to the answer of our callback. */
  async signInAt(provider: OidcProvider, query = ''): Promise<Response> {
    const location = (await this.start('acme', query)).headers.get('location') ?? '';
    return this.open(await provider.walk(location));
  }
}
