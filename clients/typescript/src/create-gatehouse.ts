import type { Endpoint } from './endpoint.ts';
import { GatehouseError } from './gatehouse-error.ts';
import { endpoints, type GatehouseApi } from './generated/endpoints.ts';
import { Listing, type Page } from './listing.ts';
import type { RequestOptions } from './request-options.ts';
import { abortable, withRetries } from './retry.ts';
import { type Answer, addressOf, type Call, send, type Target } from './send.ts';
import { ClientSession, type SignedOutReason, tokensIn } from './session.ts';
import { memoryTokens, type TokenStore } from './token-store.ts';

export type StepUpRequest = {
  /** Ways in which this person can prove who they are, the best one first. */
  methods: readonly string[];
  /** The same client: `gatehouse.auth.stepUp.start()` and `.verify(…)`. */
  gatehouse: Gatehouse;
};

export type GatehouseOptions = {
  /** Where Gatehouse is, `https://id.example.com`. */
  baseUrl: string;
  /** The user pool that people sign in to and register with. Default: the one of the application whose origin the page has. */
  pool?: string;
  /** Where this application's session is kept. Default: in memory. */
  store?: TokenStore;
  /** A credential from elsewhere instead of a session: an API key, or a function that answers a token, and another one for a refused one. */
  token?: string | ((refused?: string) => string | Promise<string>);
  /** Asks the person for a fresh proof when an endpoint wants one. Answer true to send the request again. */
  onStepUp?: (request: StepUpRequest) => Promise<boolean>;
  /** Called once when a session that was there is over, however it ended. */
  onSignedOut?: (reason: SignedOutReason) => void;
  /** How often a request is repeated while no answer comes or the server is busy. Default 2. */
  retries?: number;
  /** Access tokens are renewed this long before their end. Default 30. */
  earlySeconds?: number;
  fetch?: typeof fetch;
};

export type Gatehouse = GatehouseApi & {
  /** Who is signed in here. */
  readonly session: ClientSession;
  /** Ends the session on the server and forgets it here, also when the server cannot be reached. */
  signOut: (options?: { scope?: 'this' | 'all' }) => Promise<void>;
};

const refreshSeconds = 15;
/** After these the session is over, whatever the server would say to its token next. */
const endings = new Set(['auth.logout', 'users.me.secureAccount']);

const onlyReads = (endpoint: Endpoint) => endpoint.method === 'GET' || endpoint.readOnly === true;
const isStale = (error: GatehouseError) => error.code === 'TOKEN_EXPIRED' || error.code === 'UNAUTHENTICATED';

class Client {
  readonly session: ClientSession;
  readonly target: Target;
  readonly #options: GatehouseOptions;
  readonly #retries: number;
  #proving: Promise<boolean> | null = null;

  constructor(options: GatehouseOptions) {
    this.#options = options;
    this.#retries = options.retries ?? 2;
    const { baseUrl, pool } = options;
    this.target = { apiUrl: `${baseUrl.replace(/\/+$/, '')}/api/v1`, pool, fetch: options.fetch ?? ((...call) => fetch(...call)) };
    this.session = new ClientSession({
      store: options.store ?? memoryTokens(),
      refresh: (refreshToken) => this.#refresh(refreshToken),
      earlySeconds: options.earlySeconds ?? 30,
      onSignedOut: options.onSignedOut,
    });
  }

  async #refresh(refreshToken: string): Promise<unknown> {
    const endpoint: Endpoint = { name: 'auth.refresh', method: 'POST', path: '/auth/refresh', input: 'body', anonymous: true };
    // Repeating it is safe: within ten seconds the same token gives the same successor.
    const { data } = await withRetries(this.#retries, undefined, () => {
      const options = { signal: AbortSignal.timeout(refreshSeconds * 1000) };
      const exchange = send(this.target, { endpoint, params: [], input: { refresh_token: refreshToken }, options }, null);
      return exchange.catch((error: unknown) => {
        if (!options.signal.aborted) throw error;
        throw new GatehouseError({ code: 'NETWORK', message: 'No answer from the server.', cause: error });
      });
    });
    return data;
  }

  async #token({ endpoint, options }: Call, refused: string | undefined): Promise<string | null> {
    if (endpoint.anonymous) return null;
    const { token } = this.#options;
    if (token !== undefined) return typeof token === 'string' ? token : token(refused);
    return abortable(this.session.accessToken(), options.signal);
  }

  /** A write may only be repeated under a name, by which the server knows that it is the same one. */
  #newKey({ endpoint }: Call): string | undefined {
    return onlyReads(endpoint) || endpoint.anonymous || this.#retries === 0 ? undefined : crypto.randomUUID();
  }

  #prove(error: GatehouseError, gatehouse: Gatehouse): Promise<boolean> {
    const { onStepUp } = this.#options;
    const methods = Array.isArray(error.details.methods) ? (error.details.methods as string[]) : [];
    // One question for the person, however many requests wait for its answer.
    this.#proving ??= (onStepUp?.({ methods, gatehouse }) ?? Promise.resolve(false)).finally(() => {
      this.#proving = null;
    });
    return this.#proving;
  }

  /** Sends a request, again at most once after a renewal and once after a fresh proof. */
  async call(call: Call, gatehouse: Gatehouse): Promise<Answer> {
    const { endpoint, options } = call;
    const { session } = this;
    const usesSession = this.#options.token === undefined;
    const canRenew = typeof this.#options.token !== 'string';
    let key = options.idempotencyKey ?? this.#newKey(call);
    let refused: string | undefined;
    for (let proved = false; ; ) {
      const token = await this.#token(call, refused);
      const retries = onlyReads(endpoint) || key !== undefined ? this.#retries : 0;
      try {
        return await this.#noteSession(call, await withRetries(retries, options.signal, () => send(this.target, call, token, key)));
      } catch (error) {
        if (!(error instanceof GatehouseError)) throw error;
        if (token !== null && isStale(error) && refused === undefined && canRenew) {
          refused = token;
          if (usesSession) await abortable(session.renew(token), options.signal);
          continue;
        }
        if (token !== null && usesSession && error.code === 'TOKEN_REVOKED') await session.wasRevoked(token);
        if (error.code === 'STEP_UP_REQUIRED' && !proved) {
          proved = true;
          if (await abortable(this.#prove(error, gatehouse), options.signal)) {
            // The answer to the first key was the refusal.
            key = options.idempotencyKey ?? this.#newKey(call);
            continue;
          }
        }
        throw error;
      }
    }
  }

  /** Signing in gives this application a session, signing out takes it. */
  async #noteSession({ endpoint, input }: Call, answer: Answer): Promise<Answer> {
    if (this.#options.token !== undefined) return answer;
    const tokens = endpoint.anonymous ? tokensIn(answer.data) : null;
    if (tokens) await this.session.adopt(tokens);
    const onlyOthers = (input as { scope?: string } | undefined)?.scope === 'others';
    if (endings.has(endpoint.name) && !onlyOthers) await this.session.end('signed_out');
    return answer;
  }
}

function pageOf({ data, pagination }: Answer): Page<unknown> {
  return {
    items: Array.isArray(data) ? data : [],
    hasMore: pagination?.has_more ?? false,
    nextCursor: pagination?.next_cursor ?? null,
    ...(pagination?.total !== undefined && { total: pagination.total }),
  };
}

function methodOf(client: Client, endpoint: Endpoint, gatehouse: () => Gatehouse) {
  const count = endpoint.params ?? 0;
  const takesInput = endpoint.input === 'body' || endpoint.input === 'query';
  return (...given: unknown[]): unknown => {
    const params = given.slice(0, count) as string[];
    const input = (takesInput ? given[count] : undefined) as object | undefined;
    const options = (given[count + (takesInput ? 1 : 0)] ?? {}) as RequestOptions;
    const call = { endpoint, params, input, options };
    if (endpoint.redirect) return addressOf(client.target, call);
    if (!endpoint.list) return client.call(call, gatehouse()).then(({ data }) => data);
    return new Listing(async (cursor) => {
      const withCursor = cursor === undefined ? input : { ...input, cursor };
      return pageOf(await client.call({ ...call, input: withCursor }, gatehouse()));
    });
  };
}

type Branch = { [name: string]: Branch | ((...given: unknown[]) => unknown) };

/** The methods in their places. What stands above others (`users.me`) can be called and has members. */
function treeOf(client: Client, gatehouse: () => Gatehouse): Branch {
  const root: Branch = {};
  // Shorter names first: what can be called must be there before its members.
  for (const endpoint of [...endpoints].sort((left, right) => left.name.length - right.name.length)) {
    const parts = endpoint.name.split('.');
    const last = parts.pop() ?? '';
    let branch = root;
    for (const part of parts) {
      branch[part] ??= {};
      branch = branch[part] as Branch;
    }
    // Functions have a `name` and a `length` that cannot be assigned.
    Object.defineProperty(branch, last, { value: methodOf(client, endpoint, gatehouse), enumerable: true, configurable: true });
  }
  return root;
}

/** A client of the Gatehouse at `baseUrl`. */
export function createGatehouse(options: GatehouseOptions): Gatehouse {
  const client = new Client(options);
  const signOut: Gatehouse['signOut'] = async ({ scope } = {}) => {
    try {
      if (options.token === undefined && (await client.session.accessToken()) !== null)
        await gatehouse.auth.logout({ scope: scope ?? 'this' });
    } catch (error) {
      // A session that has ended is what was wanted; one that cannot be reached is forgotten here.
      if (!(error instanceof GatehouseError)) throw error;
    } finally {
      await client.session.end('signed_out');
    }
  };
  const gatehouse = Object.assign(
    treeOf(client, () => gatehouse),
    { session: client.session, signOut },
  ) as unknown as Gatehouse;
  return gatehouse;
}
