/** What somebody known can be. Administrators who act as somebody are users. */
export type PrincipalType = 'user' | 'service_account' | 'organization';

/** Who is calling, as far as a request tells: written into the audit trail and onto sessions. */
export type Caller = {
  requestId: string;
  /** From the HTTP front; null when it could not be told. */
  ip: string | null;
  userAgent: string | null;
  locale: string;
  /** The device cookie: a browser that signed in before. */
  deviceToken: string | null;
  /** The cookie of a browser that was trusted with the second factor. */
  trustedDeviceToken: string | null;
  /** The tokens of the other sessions that this browser holds, for its other accounts. */
  heldTokens?: readonly string[];
  /** Who the request turned out to be from; absent while nobody is known. */
  principal?: { type: PrincipalType; id: string; apiKeyId: string | null; impersonatorId?: string };
  /** Of this request: whether the trail already says why it was refused. */
  trail?: { saysRefused: boolean };
  /** Somebody chose to add an account to those that are signed in here: they stay when the next one signs in. */
  isAddingAccount?: boolean;
};

/** The caller of work that no request started: jobs, start-up, management commands. */
export const systemCaller: Caller = {
  requestId: 'system',
  ip: null,
  userAgent: null,
  locale: 'en',
  deviceToken: null,
  trustedDeviceToken: null,
};
