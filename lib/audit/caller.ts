import { defaultPool } from '#lib/pools/pool-name.ts';

/** What somebody known can be. Administrators who act as somebody are users. */
export type PrincipalType = 'user' | 'service_account' | 'organization';

/** Who is calling, as far as a request tells: written into the audit trail and onto sessions. */
export type Caller = {
  requestId: string;
  /** From the HTTP front; null when it could not be told. */
  ip: string | null;
  userAgent: string | null;
  locale: string;
  /** Whose accounts the request is about, where nobody is signed in: the pool that it names (lib/http/read-pool.ts). */
  pool: string;
  /** The device cookie: a browser that signed in before. */
  deviceToken: string | null;
  /** The cookie of a browser that was trusted with the second factor. */
  trustedDeviceToken: string | null;
  /** The tokens of the other sessions that this browser holds, for its other accounts. */
  heldTokens?: readonly string[];
  /** The pool in which somebody signed in last in this browser, as it says; absent where that was the default one, or nobody. */
  previousPool?: string;
  /** Who the request turned out to be from; absent while nobody is known. */
  principal?: { type: PrincipalType; id: string; apiKeyId: string | null; impersonatorId?: string };
  /** Of this request: whether the trail already says why it was refused. */
  trail?: { saysRefused: boolean };
  /** Somebody chose to add an account to those that are signed in here: they stay when the next one signs in. */
  isAddingAccount?: boolean;
  /** Somebody else has approved what is done: the trail names them beside whoever does it. */
  approval?: Approval;
};

export type Approval = { proposalId: string; approvedById: string };

/** The caller of work that no request started: jobs, start-up, management commands. */
export const systemCaller: Caller = {
  requestId: 'system',
  ip: null,
  userAgent: null,
  locale: 'en',
  pool: defaultPool,
  deviceToken: null,
  trustedDeviceToken: null,
};

/** Who asked for what is done later, as it is kept until then. */
export type KeptCaller = Pick<Caller, 'requestId' | 'ip' | 'userAgent' | 'locale' | 'approval'> & { sessionId: string };

export function keepCaller({ requestId, ip, userAgent, locale, approval }: Caller, sessionId: string): KeptCaller {
  return { requestId, ip, userAgent, locale, sessionId, ...(approval && { approval }) };
}

/** Who did it, as the trail names them: not whatever works it off, but the user who asked. */
export function keptCallerOf({ requestId, ip, userAgent, locale, approval }: KeptCaller, userId: string): Caller {
  const principal = { type: 'user', id: userId, apiKeyId: null } as const;
  return { ...systemCaller, requestId, ip, userAgent, locale, principal, ...(approval && { approval }) };
}
