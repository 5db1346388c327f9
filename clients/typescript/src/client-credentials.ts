import { createGatehouse, type GatehouseOptions } from './create-gatehouse.ts';

type Credentials = Pick<GatehouseOptions, 'baseUrl' | 'fetch' | 'earlySeconds'> & {
  clientId: string;
  clientSecret: string;
  /** A part of what the service account may do, separated by spaces. Left out: all of it. */
  scope?: string;
};

/**
 * Tokens of a service account, for `createGatehouse({ baseUrl, token: clientCredentials({ … }) })` and for calls to other
 * services. One is fetched with the first call and again before it ends or when it is refused, once for however many
 * calls wait.
 */
export function clientCredentials(credentials: Credentials): (refused?: string) => Promise<string> {
  const { clientId: client_id, clientSecret: client_secret, scope, earlySeconds = 30, ...options } = credentials;
  const gatehouse = createGatehouse(options);
  let kept: { token: string; goodUntil: number } | null = null;
  let fetching: Promise<string> | null = null;

  async function fetchToken(): Promise<string> {
    const body = { grant_type: 'client_credentials', client_id, client_secret, ...(scope !== undefined && { scope }) };
    const { access_token: token, expires_in } = await gatehouse.auth.token.issue(body);
    kept = { token, goodUntil: Date.now() + (expires_in - earlySeconds) * 1000 };
    return token;
  }

  return async (refused) => {
    if (kept && kept.token !== refused && kept.goodUntil > Date.now()) return kept.token;
    fetching ??= fetchToken().finally(() => {
      fetching = null;
    });
    return fetching;
  };
}
