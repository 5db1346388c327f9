import { z } from 'zod';

const seconds = { s: 1, m: 60, h: 3600 } as const;

/** One limit: at most `max` requests in any `windowSeconds`; `null` means lifted. */
export type LimitSetting = { max: number; windowSeconds: number } | null;

/** The default limits of api.md. `RATE_LIMITS` overrides any subset. */
export const defaultLimits = {
  login: { max: 5, windowSeconds: 60 },
  register: { max: 3, windowSeconds: 60 },
  recipient: { max: 3, windowSeconds: 3600 },
  reset: { max: 10, windowSeconds: 60 },
  anonymous: { max: 20, windowSeconds: 60 },
  'role.guest': { max: 10, windowSeconds: 60 },
  'role.user': { max: 100, windowSeconds: 60 },
  'role.moderator': { max: 200, windowSeconds: 60 },
  'role.admin': { max: 500, windowSeconds: 60 },
  'role.super_admin': { max: 1000, windowSeconds: 60 },
  bulk: { max: 10, windowSeconds: 60 },
} satisfies Record<string, LimitSetting>;

export type LimitName = keyof typeof defaultLimits;

const limitText = z.string().transform((text, context): LimitSetting => {
  if (text === 'off') return null;
  const match = /^([1-9]\d{0,8})\/([1-9]\d{0,5})([smh])$/.exec(text);
  if (!match) {
    context.addIssue({ code: 'custom', message: `"${text}" is neither "off" nor like "5/60s"` });
    return z.NEVER;
  }
  return { max: Number(match[1]), windowSeconds: Number(match[2]) * seconds[match[3] as keyof typeof seconds] };
});

const limits = z
  .string()
  .default('{}')
  .transform((text, context): Record<LimitName, LimitSetting> => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
    const names = Object.keys(defaultLimits) as [LimitName, ...LimitName[]];
    const overrides = z.partialRecord(z.enum(names), limitText).safeParse(parsed);
    if (!overrides.success) {
      for (const issue of overrides.error.issues) {
        const unknown = issue.code === 'invalid_key' ? ` (known: ${names.join(', ')})` : '';
        context.addIssue({ code: 'custom', message: `${issue.path.join('.')}: ${issue.message}${unknown}` });
      }
      return z.NEVER;
    }
    return { ...defaultLimits, ...overrides.data };
  });

/** A named 256-bit key-encryption key, as in `ENCRYPTION_KEYS=id:base64,…`; the first one is current. */
export type EncryptionKey = { id: string; base64: string };

const encryptionKeys = z.string().transform((text, context): [EncryptionKey, ...EncryptionKey[]] => {
  const keys: EncryptionKey[] = [];
  for (const part of text.split(',').map((item) => item.trim())) {
    const [id, base64, rest] = part.split(':');
    const bytes = base64 && /^[A-Za-z0-9+/]{43}=$/.test(base64);
    if (!id || !/^[\w.-]{1,40}$/.test(id) || !base64 || !bytes || rest !== undefined) {
      context.addIssue({ code: 'custom', message: 'every entry must look like id:base64 of 32 bytes' });
      return z.NEVER;
    }
    if (keys.some((key) => key.id === id)) {
      context.addIssue({ code: 'custom', message: `the id "${id}" appears twice` });
      return z.NEVER;
    }
    keys.push({ id, base64 });
  }
  const [first, ...others] = keys;
  if (!first) return z.NEVER;
  return [first, ...others];
});

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });
const origin = httpUrl
  .refine((text) => new URL(text).pathname === '/' && !new URL(text).search && !new URL(text).hash, 'must have no path')
  .transform((text) => new URL(text).origin);
const port = z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535);

const country = z.string().regex(/^[A-Z]{2}$/, 'must be a country such as DE');
const countries = z.string().transform((text, context): string[] => {
  const list = text.split(',').map((item) => item.trim());
  const wrong = list.filter((item) => !country.safeParse(item).success);
  if (wrong.length === 0) return list;
  context.addIssue({ code: 'custom', message: `must be a comma list of countries such as DE,AT,CH; "${wrong[0]}" is none` });
  return z.NEVER;
});

type Described = { description: string; example?: string; secret?: boolean };

/** Every configuration value, in the order in which README and `.env.example` show them. */
const awsRegion = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-central-1');

const fields = {
  PORT: port.default(3000),
  HOST: z.string().min(1).optional(),
  APP_URL: origin.optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/.+/, 'must start with postgresql://')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/.+/, 'must start with redis:// or rediss://')
    .optional(),
  UPSTASH_REDIS_REST_URL: httpUrl.optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().min(1).optional(),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  ENCRYPTION_KEYS: encryptionKeys.optional(),
  ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/.+/, 'must start with smtp:// or smtps://')
    .optional(),
  SENDGRID_API_KEY: z.string().min(1).optional(),
  SENDGRID_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^@]+$/, 'must start with smtp:// or smtps:// and hold no login')
    .default('smtps://smtp.sendgrid.net:465'),
  SES_REGION: awsRegion.optional(),
  SES_ENDPOINT: httpUrl.optional(),
  MAIL_FROM: z.string().min(3).optional(),
  SMS_PROVIDER: z.enum(['twilio', 'sns', 'http'], 'must be twilio, sns or http').optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/, 'must be AC and 32 hexadecimal digits')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().min(1).optional(),
  TWILIO_FROM: z
    .string()
    .regex(/^(\+[1-9]\d{6,14}|MG[0-9a-f]{32}|[A-Za-z][A-Za-z0-9 ]{0,10})$/, 'must be a number, a sender name or a messaging service')
    .optional(),
  TWILIO_API_URL: httpUrl.default('https://api.twilio.com'),
  SNS_REGION: awsRegion.optional(),
  SNS_ENDPOINT: httpUrl.optional(),
  AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
  AWS_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
  SMS_HTTP_URL: httpUrl.optional(),
  SMS_HTTP_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  SMS_DEFAULT_COUNTRY: country.optional(),
  SMS_COUNTRIES: countries.optional(),
  SMS_COUNTRY_DAILY_CAP: z.coerce.number({ error: 'must be a number' }).int().min(1).max(10_000_000).default(1000),
  OAUTH_GOOGLE_ID: z.string().min(1).optional(),
  OAUTH_GOOGLE_SECRET: z.string().min(1).optional(),
  OAUTH_GITHUB_ID: z.string().min(1).optional(),
  OAUTH_GITHUB_SECRET: z.string().min(1).optional(),
  OAUTH_MICROSOFT_ID: z.string().min(1).optional(),
  OAUTH_MICROSOFT_SECRET: z.string().min(1).optional(),
  OAUTH_MICROSOFT_TENANT: z.string().min(1).default('common'),
  TRUST_PROXY: z.coerce.number({ error: 'must be a number of proxies' }).int().min(0).max(10).default(0),
  RATE_LIMITS: limits,
  RECOVERY_WAIT_HOURS: z.coerce.number({ error: 'must be a number of hours' }).int().min(1).max(720).default(72),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
} as const;

type FieldName = keyof typeof fields;

/** What README and `.env.example` say about each value; `npm run docs:generate` writes both from here. */
export const environmentHelp: Record<FieldName, Described> = {
  PORT: { description: 'Port to listen on.', example: '3000' },
  HOST: {
    description: 'Address to listen on. Default: 127.0.0.1 until APP_URL and a mail provider are set, then 0.0.0.0.',
    example: '0.0.0.0',
  },
  APP_URL: {
    description: 'The address people type, without a path. Every link, redirect and origin check uses it. Default: http://localhost:PORT.',
    example: 'https://id.example.com',
  },
  DATA_DIR: { description: 'Folder of the embedded database, the generated secrets and the local inbox.', example: '.data' },
  DATABASE_URL: {
    description: 'PostgreSQL 15 or newer. Unset: an embedded PostgreSQL in DATA_DIR.',
    example: 'postgresql://gatehouse:secret@db.internal:5432/gatehouse',
    secret: true,
  },
  REDIS_URL: {
    description: 'Redis for limits that several instances share. Unset: counted in this process.',
    example: 'redis://redis.internal:6379',
    secret: true,
  },
  UPSTASH_REDIS_REST_URL: { description: 'Upstash Redis, instead of REDIS_URL.', example: 'https://example.upstash.io' },
  UPSTASH_REDIS_REST_TOKEN: { description: 'Token for UPSTASH_REDIS_REST_URL.', secret: true },
  AUTH_SECRET: {
    description:
      'At least 32 random characters; signs the short-lived cookies of provider sign-ins. Generated into DATA_DIR with the embedded database, required otherwise.',
    secret: true,
  },
  ENCRYPTION_KEYS: {
    description:
      'Comma list of id:base64(32 bytes); the first is current, older ones still open what they sealed. Generated into DATA_DIR with the embedded database, required otherwise.',
    example: '2026-11:BASE64_OF_32_BYTES',
    secret: true,
  },
  ADMIN_EMAIL: {
    description: 'Creates the first super admin on the first start, together with ADMIN_PASSWORD. Unset: a one-time setup link is printed.',
    example: 'admin@example.com',
  },
  ADMIN_PASSWORD: { description: 'Password of the first super admin.', secret: true },
  SMTP_URL: {
    description: 'Mail server. Unset: mails land in the local inbox at /dev/inbox, for loopback callers only.',
    example: 'smtp://user:secret@mail.internal:587',
    secret: true,
  },
  SENDGRID_API_KEY: { description: 'Sends mails through SendGrid instead.', secret: true },
  SENDGRID_SMTP_URL: { description: 'SENDGRID_API_KEY: another mail server that takes the key.', example: 'smtps://smtp.sendgrid.net:465' },
  SES_REGION: {
    description:
      'Sends mails through Amazon SES in this region instead. Needs AWS_ACCESS_KEY_ID (ses:SendEmail) and AWS_SECRET_ACCESS_KEY.',
    example: 'eu-central-1',
  },
  SES_ENDPOINT: { description: 'SES_REGION: another address of the API.', example: 'https://email.eu-central-1.amazonaws.com' },
  MAIL_FROM: { description: 'Sender of all mails.', example: 'Gatehouse <no-reply@example.com>' },
  SMS_PROVIDER: {
    description: 'twilio, sns or http. Unset: text messages land in the local inbox at /dev/inbox, for loopback callers only.',
    example: 'twilio',
  },
  TWILIO_ACCOUNT_SID: { description: 'SMS_PROVIDER=twilio: account.', example: 'AC00000000000000000000000000000000' },
  TWILIO_AUTH_TOKEN: { description: 'SMS_PROVIDER=twilio: its auth token.', secret: true },
  TWILIO_FROM: { description: 'SMS_PROVIDER=twilio: sender, a number, a name or the SID of a messaging service.', example: '+15005550006' },
  TWILIO_API_URL: { description: 'SMS_PROVIDER=twilio: another address of the API.', example: 'https://api.twilio.com' },
  SNS_REGION: { description: 'SMS_PROVIDER=sns: region of Amazon SNS.', example: 'eu-central-1' },
  SNS_ENDPOINT: { description: 'SMS_PROVIDER=sns: another address of the API.', example: 'https://sns.eu-central-1.amazonaws.com' },
  AWS_ACCESS_KEY_ID: {
    description: 'SMS_PROVIDER=sns or SES_REGION: access key with sns:Publish or ses:SendEmail.',
    example: 'AKIAIOSFODNN7EXAMPLE',
  },
  AWS_SECRET_ACCESS_KEY: { description: 'SMS_PROVIDER=sns or SES_REGION: its secret.', secret: true },
  AWS_SESSION_TOKEN: { description: 'SMS_PROVIDER=sns or SES_REGION: session token of temporary credentials.', secret: true },
  SMS_HTTP_URL: {
    description: 'SMS_PROVIDER=http: your own gateway. Gets POST {"to","text","id"}; the id is the same when a try is repeated.',
    example: 'https://sms.internal/send',
  },
  SMS_HTTP_TOKEN: { description: 'SMS_PROVIDER=http: sent as bearer token.', secret: true },
  SMS_DEFAULT_COUNTRY: {
    description: 'Country of phone numbers that are written without +. Unset: the international form is required.',
    example: 'DE',
  },
  SMS_COUNTRIES: { description: 'Countries that text messages are sent to. Unset: all.', example: 'DE,AT,CH' },
  SMS_COUNTRY_DAILY_CAP: { description: 'Text messages to one country in a day; beyond it none is sent.', example: '1000' },
  OAUTH_GOOGLE_ID: { description: 'Google sign-in: client id.' },
  OAUTH_GOOGLE_SECRET: { description: 'Google sign-in: client secret.', secret: true },
  OAUTH_GITHUB_ID: { description: 'GitHub sign-in: client id.' },
  OAUTH_GITHUB_SECRET: { description: 'GitHub sign-in: client secret.', secret: true },
  OAUTH_MICROSOFT_ID: { description: 'Microsoft sign-in: client id.' },
  OAUTH_MICROSOFT_SECRET: { description: 'Microsoft sign-in: client secret.', secret: true },
  OAUTH_MICROSOFT_TENANT: { description: 'Microsoft sign-in: tenant id.', example: 'common' },
  TRUST_PROXY: {
    description: 'How many proxies in front are yours. Only that many entries of X-Forwarded-For are believed.',
    example: '1',
  },
  RATE_LIMITS: {
    description: 'JSON with any subset of the limits, "off" lifts one.',
    example: '{"login":"5/60s","register":"3/60s","anonymous":"20/60s","role.user":"100/60s"}',
  },
  RECOVERY_WAIT_HOURS: {
    description:
      'How many hours somebody who lost every second factor waits before they can be removed. The owner is told daily and can cancel.',
    example: '72',
  },
  METRICS_TOKEN: { description: 'Bearer token for /metrics and /health/detailed.', secret: true },
  LOG_LEVEL: { description: 'silent, error, warn, info or debug.', example: 'info' },
};

/** A generic OpenID Connect provider from `OIDC_<NAME>_ISSUER`, `_ID`, `_SECRET` and optionally `_LABEL`. */
export type OidcProviderSettings = { id: string; label: string; issuer: string; clientId: string; clientSecret: string };

export type AwsCredentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };

/** What sends the mails. SendGrid is a mail server with a login. */
export type MailSettings =
  | { provider: 'smtp'; url: string }
  | { provider: 'ses'; region: string; endpoint?: string | undefined; credentials: AwsCredentials };

/** The provider of text messages, with what its client needs. */
export type SmsSettings =
  | { provider: 'twilio'; accountSid: string; authToken: string; from: string; apiUrl: string }
  | {
      provider: 'sns';
      region: string;
      endpoint?: string | undefined;
      credentials: AwsCredentials;
    }
  | { provider: 'http'; url: string; token: string };

const schema = z.object(fields);

type Parsed = z.output<typeof schema>;

export type Env = Omit<Parsed, 'APP_URL' | 'HOST' | 'AUTH_SECRET' | 'ENCRYPTION_KEYS' | 'DATABASE_URL' | 'MAIL_FROM'> & {
  APP_URL: string;
  HOST: string;
  AUTH_SECRET: string;
  ENCRYPTION_KEYS: [EncryptionKey, ...EncryptionKey[]];
  DATABASE_URL: string;
  MAIL_FROM: string;
  OIDC_PROVIDERS: OidcProviderSettings[];
  /** Null: mails land in the local inbox. */
  MAIL: MailSettings | null;
  /** Null: text messages land in the local inbox. */
  SMS: SmsSettings | null;
};

/** One wrong value: what it is, what is wrong with it and what to do. */
export type Mistake = { name: string; problem: string; remedy: string };

export type ParsedEnv = { ok: true; env: Env } | { ok: false; mistakes: Mistake[] };

function isHttpsOrLoopback(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

function parseOidcProviders(source: Record<string, string | undefined>, mistakes: Mistake[]): OidcProviderSettings[] {
  const names = new Set<string>();
  for (const key of Object.keys(source)) {
    const match = /^OIDC_([A-Z0-9]+)_(ISSUER|ID|SECRET|LABEL)$/.exec(key);
    if (match?.[1] && source[key]) names.add(match[1]);
  }
  return [...names].sort().flatMap((name) => {
    const issuer = source[`OIDC_${name}_ISSUER`];
    const clientId = source[`OIDC_${name}_ID`];
    const clientSecret = source[`OIDC_${name}_SECRET`];
    if (!issuer || !clientId || !clientSecret) {
      mistakes.push({
        name: `OIDC_${name}_*`,
        problem: 'is incomplete',
        remedy: `Set OIDC_${name}_ISSUER, OIDC_${name}_ID and OIDC_${name}_SECRET together.`,
      });
      return [];
    }
    if (!httpUrl.safeParse(issuer).success) {
      mistakes.push({
        name: `OIDC_${name}_ISSUER`,
        problem: 'must be an http:// or https:// address',
        remedy: 'Copy the issuer from the provider, for example https://login.example.com.',
      });
      return [];
    }
    if (!isHttpsOrLoopback(issuer)) {
      mistakes.push({
        name: `OIDC_${name}_ISSUER`,
        problem: 'must be an https:// address',
        remedy: 'Over http anybody on the way could say who signs in. Only a provider on this machine (localhost) may use it.',
      });
      return [];
    }
    const id = name.toLowerCase();
    return [{ id, label: source[`OIDC_${name}_LABEL`] ?? name.charAt(0) + id.slice(1), issuer, clientId, clientSecret }];
  });
}

function requireTogether(source: Record<string, unknown>, names: FieldName[], mistakes: Mistake[]): void {
  const missing = names.filter((name) => !source[name]);
  if (missing.length === 0 || missing.length === names.length) return;
  for (const name of missing)
    mistakes.push({ name, problem: 'is missing', remedy: `Set ${names.join(' and ')} together, or none of them.` });
}

const smsNeeds = {
  twilio: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'],
  sns: ['SNS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  http: ['SMS_HTTP_URL', 'SMS_HTTP_TOKEN'],
} as const satisfies Record<string, FieldName[]>;

function checkSms(source: Record<string, unknown>, mistakes: Mistake[]): void {
  for (const [provider, names] of Object.entries(smsNeeds)) {
    if (source.SMS_PROVIDER === provider) {
      for (const name of names.filter((needed) => !source[needed]))
        mistakes.push({ name, problem: 'is missing', remedy: `SMS_PROVIDER=${provider} needs it. ${environmentHelp[name].description}` });
    }
    // Keys of AWS may be there for something else; a sender of text messages that is never asked is a mistake.
    const idle = source.SMS_PROVIDER ? undefined : names.find((name) => !name.startsWith('AWS_') && source[name]);
    if (idle)
      mistakes.push({ name: 'SMS_PROVIDER', problem: `is missing although ${idle} is set`, remedy: `Set SMS_PROVIDER=${provider}.` });
  }
}

const mailProviders = ['SMTP_URL', 'SENDGRID_API_KEY', 'SES_REGION'] as const satisfies FieldName[];

function checkMail(source: Record<string, unknown>, mistakes: Mistake[]): void {
  const [chosen, another] = mailProviders.filter((name) => source[name]);
  if (!chosen) return;
  if (another) mistakes.push({ name: another, problem: `is set together with ${chosen}`, remedy: 'Keep one of them.' });
  if (!source.MAIL_FROM)
    mistakes.push({
      name: 'MAIL_FROM',
      problem: 'is missing',
      remedy: `${chosen} needs a sender. Example: Gatehouse <no-reply@example.com>`,
    });
  if (!source.SES_REGION) return;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const)
    if (!source[name]) mistakes.push({ name, problem: 'is missing', remedy: `SES_REGION needs it. ${environmentHelp[name].description}` });
}

function awsCredentials(values: Parsed): AwsCredentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '', AWS_SESSION_TOKEN: sessionToken } = values;
  return { accessKeyId, secretAccessKey, sessionToken };
}

function mailSettings(values: Parsed): MailSettings | null {
  if (values.SMTP_URL) return { provider: 'smtp', url: values.SMTP_URL };
  if (values.SES_REGION)
    return { provider: 'ses', region: values.SES_REGION, endpoint: values.SES_ENDPOINT, credentials: awsCredentials(values) };
  if (!values.SENDGRID_API_KEY) return null;
  const url = new URL(values.SENDGRID_SMTP_URL);
  // The name is the same for everybody (docs.sendgrid.com, "Integrating with the SMTP API").
  url.username = 'apikey';
  url.password = values.SENDGRID_API_KEY;
  return { provider: 'smtp', url: url.href };
}

function smsSettings(values: Parsed): SmsSettings | null {
  const text = (name: FieldName) => String(values[name] ?? '');
  switch (values.SMS_PROVIDER) {
    case 'twilio':
      return {
        provider: 'twilio',
        accountSid: text('TWILIO_ACCOUNT_SID'),
        authToken: text('TWILIO_AUTH_TOKEN'),
        from: text('TWILIO_FROM'),
        apiUrl: values.TWILIO_API_URL,
      };
    case 'sns':
      return { provider: 'sns', region: text('SNS_REGION'), endpoint: values.SNS_ENDPOINT, credentials: awsCredentials(values) };
    case 'http':
      return { provider: 'http', url: text('SMS_HTTP_URL'), token: text('SMS_HTTP_TOKEN') };
    case undefined:
      return null;
  }
}

/**
 * Reads and checks the whole configuration at once. An empty value counts as unset.
 * `embedded` says that the start script fills in DATABASE_URL, AUTH_SECRET and ENCRYPTION_KEYS itself.
 */
export function parseEnv(input: Record<string, string | undefined>, options: { embedded?: boolean } = {}): ParsedEnv {
  const source = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== ''));
  const mistakes: Mistake[] = [];
  const result = schema.safeParse(source);
  if (!result.success) {
    for (const issue of result.error.issues) {
      const name = String(issue.path[0]);
      const help = environmentHelp[name as FieldName];
      mistakes.push({
        name,
        problem: issue.message,
        remedy: help.example ? `${help.description} Example: ${help.example}` : help.description,
      });
    }
  }
  requireTogether(source, ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'], mistakes);
  requireTogether(source, ['ADMIN_EMAIL', 'ADMIN_PASSWORD'], mistakes);
  for (const provider of ['GOOGLE', 'GITHUB', 'MICROSOFT'] as const)
    requireTogether(source, [`OAUTH_${provider}_ID`, `OAUTH_${provider}_SECRET`], mistakes);
  // With REDIS_URL alone server.ts fills in UPSTASH_*: the address of the bridge that it runs.
  if (source.REDIS_URL && source.UPSTASH_REDIS_REST_URL && !source.GATEHOUSE_REDIS_BRIDGE) {
    mistakes.push({ name: 'REDIS_URL', problem: 'is set together with UPSTASH_REDIS_REST_URL', remedy: 'Keep one of them.' });
  }
  checkMail(source, mistakes);
  checkSms(source, mistakes);
  if (!options.embedded) {
    for (const name of ['DATABASE_URL', 'AUTH_SECRET', 'ENCRYPTION_KEYS'] as const) {
      if (!source[name]) mistakes.push({ name, problem: 'is missing', remedy: environmentHelp[name].description });
    }
  }
  const oidc = parseOidcProviders(source, mistakes);
  if (mistakes.length > 0 || !result.success) return { ok: false, mistakes };
  const values = result.data;
  const mail = mailSettings(values);
  const reachable = Boolean(values.APP_URL && mail);
  return {
    ok: true,
    env: {
      ...values,
      APP_URL: values.APP_URL ?? `http://localhost:${values.PORT}`,
      HOST: values.HOST ?? (reachable ? '0.0.0.0' : '127.0.0.1'),
      DATABASE_URL: values.DATABASE_URL ?? '',
      AUTH_SECRET: values.AUTH_SECRET ?? '',
      ENCRYPTION_KEYS: values.ENCRYPTION_KEYS ?? [{ id: '', base64: '' }],
      MAIL_FROM: values.MAIL_FROM ?? 'Gatehouse <no-reply@localhost>',
      OIDC_PROVIDERS: oidc,
      MAIL: mail,
      SMS: smsSettings(values),
    },
  };
}

let cached: Env | undefined;

/**
 * The checked configuration of this process. Parsed on first use and then kept, because `next build` imports
 * server modules without any configuration.
 */
export function env(): Env {
  if (cached) return cached;
  const parsed = parseEnv(process.env);
  if (!parsed.ok) {
    throw new Error(`The configuration is wrong: ${parsed.mistakes.map((mistake) => `${mistake.name} ${mistake.problem}`).join('; ')}`);
  }
  cached = parsed.env;
  return cached;
}

/** True where the browser accepts `Secure` and `__Host-` cookies: https, or http on localhost. */
export function cookiesAreSecure(): boolean {
  const url = new URL(env().APP_URL);
  return url.protocol === 'https:' || url.hostname === 'localhost';
}
