/** Whom a limit counts: an address (IPv6 by /64), a signed-in caller, an API key, an account, a mailbox or number, a country. */
export type LimitScope = 'address' | 'caller' | 'key' | 'account' | 'recipient' | 'country';

export type LimitWindow = { max: number; windowSeconds: number };

/** Requests that are counted together: endpoints (`POST /auth/login`, below /api/v1) and the pages whose forms call them. */
export type LimitBucket = { endpoints: readonly string[]; pages?: readonly string[] };

export type LimitRow = {
  scope: LimitScope;
  default: LimitWindow;
  /** What changes it: `RATE_LIMITS` under the row's own name, another value, a group of the settings, or nothing. */
  setBy: 'RATE_LIMITS' | 'SMS_COUNTRY_DAILY_CAP' | 'settings.lockout' | null;
  /** `window`: a sliding window in the process and, with one, in Redis; `database`: rows in PostgreSQL. */
  keptIn: 'window' | 'database';
  /** Beyond it: 429 `RATE_LIMITED`; the same answer as always while nothing happens; or the answer to a wrong credential. */
  beyond: 'refused' | 'silent' | 'denied';
  buckets?: Readonly<Record<string, LimitBucket>>;
};

const minute = 60;
const hour = 3600;
const day = 24 * hour;

const counted = { setBy: 'RATE_LIMITS', keptIn: 'window', beyond: 'refused' } as const;
const perCaller = (max: number) => ({ ...counted, scope: 'caller', default: { max, windowSeconds: minute } }) as const;

/**
 * Every limit there is (api.md), and the only place that says so: the rules of the gate and of `route()`, the defaults of
 * `RATE_LIMITS`, the OpenAPI document, /docs/limits and the administrators' page are made of it. Each endpoint has a bucket of
 * its own under its row, so that registering does not eat the budget of asking for a new password; a page shares the bucket
 * of the endpoint that its form calls. What is in no bucket counts as `anonymous`, or by the caller once that is known.
 */
export const limitTable = {
  login: {
    ...counted,
    scope: 'address',
    default: { max: 5, windowSeconds: minute },
    buckets: {
      login: { endpoints: ['POST /auth/login'], pages: ['/login'] },
      'second-factor': { endpoints: ['POST /auth/2fa/verify'], pages: ['/challenge'] },
      'second-factor-code': { endpoints: ['POST /auth/2fa/challenge'] },
      // The pages' other forms ask for the message: `route()` then counts that endpoint's bucket itself.
      'otp-verify': { endpoints: ['POST /auth/otp/verify'], pages: ['/text-message'] },
      'magic-link-verify': { endpoints: ['POST /auth/magic-link/verify'], pages: ['/magic-link'] },
      'passkey-verify': { endpoints: ['POST /auth/passkeys/verify'] },
      'step-up': { endpoints: ['POST /auth/step-up/verify'], pages: ['/step-up'] },
      'change-password': { endpoints: ['POST /auth/change-password'] },
      'phone-confirm': { endpoints: ['POST /users/me/phone/confirm'] },
    },
  },
  register: {
    ...counted,
    scope: 'address',
    default: { max: 3, windowSeconds: minute },
    buckets: {
      register: { endpoints: ['POST /auth/register'], pages: ['/register'] },
      'magic-link': { endpoints: ['POST /auth/magic-link'] },
      otp: { endpoints: ['POST /auth/otp'] },
      'forgot-password': { endpoints: ['POST /auth/forgot-password'], pages: ['/forgot-password'] },
      'resend-verification': { endpoints: ['POST /auth/resend-verification'] },
      recovery: { endpoints: ['POST /auth/recovery'], pages: ['/recovery'] },
    },
  },
  reset: {
    ...counted,
    scope: 'address',
    default: { max: 10, windowSeconds: minute },
    buckets: {
      'reset-password': { endpoints: ['POST /auth/reset-password'], pages: ['/reset-password'] },
      // The page's second form, "send it again", is counted by `route()` under resend-verification.
      'verify-email': { endpoints: ['POST /auth/verify-email'], pages: ['/verify-email'] },
      'secure-account': { endpoints: ['POST /auth/secure-account'], pages: ['/secure-account'] },
      setup: { endpoints: ['POST /auth/setup'], pages: ['/setup'] },
      'recovery-link': {
        endpoints: ['POST /auth/recovery/confirm', 'POST /auth/recovery/cancel', 'POST /auth/recovery/complete'],
        pages: ['/recovery/confirm', '/recovery/cancel', '/recovery/complete'],
      },
      'email-change': {
        endpoints: ['POST /auth/email-change/confirm', 'POST /auth/email-change/revert', 'POST /users/me/email/confirm'],
        pages: ['/confirm-email', '/revert-email'],
      },
    },
  },
  anonymous: {
    ...counted,
    scope: 'address',
    default: { max: 20, windowSeconds: minute },
    buckets: {
      // The sign-in page asks for these whenever it opens: that must not eat what else an address may ask.
      'passkey-options': { endpoints: ['POST /auth/passkeys/options'] },
    },
  },
  // A service asks a few times an hour, many may share an address. Wrong credentials count as `login` besides.
  token: {
    ...counted,
    scope: 'address',
    default: { max: 60, windowSeconds: minute },
    buckets: { token: { endpoints: ['POST /auth/token'] } },
  },
  'role.guest': perCaller(10),
  'role.user': perCaller(100),
  'role.moderator': perCaller(200),
  'role.admin': perCaller(500),
  'role.super_admin': perCaller(1000),
  service: perCaller(500),
  organization: perCaller(500),
  key: { ...counted, scope: 'key', default: { max: 100, windowSeconds: minute } },
  bulk: {
    ...perCaller(10),
    buckets: {
      users: { endpoints: ['POST /admin/users/bulk', 'POST /admin/users/import', 'POST /admin/users/export'] },
      'audit-export': { endpoints: ['POST /admin/audit-logs/export'] },
    },
  },
  recipient: {
    scope: 'recipient',
    default: { max: 3, windowSeconds: hour },
    setBy: 'RATE_LIMITS',
    keptIn: 'database',
    beyond: 'silent',
  },
  'account.password': {
    scope: 'account',
    default: { max: 5, windowSeconds: 15 * minute },
    setBy: 'settings.lockout',
    keptIn: 'database',
    beyond: 'denied',
  },
  'account.text_code': { scope: 'account', default: { max: 30, windowSeconds: day }, setBy: null, keptIn: 'database', beyond: 'denied' },
  'texts.country': {
    scope: 'country',
    default: { max: 1000, windowSeconds: day },
    setBy: 'SMS_COUNTRY_DAILY_CAP',
    keptIn: 'database',
    beyond: 'silent',
  },
} as const satisfies Record<string, LimitRow>;

type Table = typeof limitTable;

export type LimitRowName = keyof Table;

/** The limits that `RATE_LIMITS` can change. */
export type LimitName = { [Name in LimitRowName]: Table[Name]['setBy'] extends 'RATE_LIMITS' ? Name : never }[LimitRowName];

export const limitRows = Object.entries(limitTable) as [LimitRowName, LimitRow][];
