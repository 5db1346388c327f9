import { z } from 'zod';
import { limitTable } from '#lib/rate-limit/limit-table.ts';
import { encryptionKeys } from './encryption-keys.ts';
import { defaultLimits, limits } from './limits.ts';
import { awsRegion, countries, country, dnsServers, httpUrl, origin, port, tokenAlgorithm } from './values.ts';

type Described = { description: string; example?: string; secret?: boolean };

/** Every configuration value, in the order in which README and `.env.example` show them. */
export const fields = {
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
  SMS_COUNTRY_DAILY_CAP: z.coerce
    .number({ error: 'must be a number' })
    .int()
    .min(1)
    .max(10_000_000)
    .default(limitTable['texts.country'].default.max),
  OAUTH_GOOGLE_ID: z.string().min(1).optional(),
  OAUTH_GOOGLE_SECRET: z.string().min(1).optional(),
  OAUTH_GITHUB_ID: z.string().min(1).optional(),
  OAUTH_GITHUB_SECRET: z.string().min(1).optional(),
  OAUTH_MICROSOFT_ID: z.string().min(1).optional(),
  OAUTH_MICROSOFT_SECRET: z.string().min(1).optional(),
  OAUTH_MICROSOFT_TENANT: z.string().min(1).default('common'),
  DNS_SERVERS: dnsServers.optional(),
  TRUST_PROXY: z.coerce.number({ error: 'must be a number of proxies' }).int().min(0).max(10).default(0),
  RATE_LIMITS: limits,
  RECOVERY_WAIT_HOURS: z.coerce.number({ error: 'must be a number of hours' }).int().min(1).max(720).default(72),
  TOKEN_ALGORITHM: tokenAlgorithm.default('EdDSA'),
  TOKEN_KEY_DAYS: z.coerce.number({ error: 'must be a number of days' }).int().min(1).max(730).default(90),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
} as const;

export type FieldName = keyof typeof fields;

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
  DNS_SERVERS: {
    description: 'DNS servers that are asked when an organization proves a domain, comma separated. Unset: those of the machine.',
    example: '192.0.2.53,[2001:db8::53]:5353',
  },
  TRUST_PROXY: {
    description: 'How many proxies in front are yours. Only that many entries of X-Forwarded-For are believed.',
    example: '1',
  },
  RATE_LIMITS: {
    description: `JSON with any subset of the limits ${Object.keys(defaultLimits).join(', ')}; "off" lifts one.`,
    example: '{"login":"5/60s","register":"3/60s","anonymous":"20/60s","role.user":"100/60s"}',
  },
  RECOVERY_WAIT_HOURS: {
    description:
      'How many hours somebody who lost every second factor waits before they can be removed. The owner is told daily and can cancel.',
    example: '72',
  },
  TOKEN_ALGORITHM: {
    description:
      'What signs access tokens: EdDSA, ES256 or RS256. After a change the start publishes a key of the new kind, which signs 15 minutes later; tokens of the old one stay valid.',
    example: 'EdDSA',
  },
  TOKEN_KEY_DAYS: { description: 'After how many days another key signs access tokens.', example: '90' },
  METRICS_TOKEN: { description: 'Bearer token for /metrics and /health/detailed.', secret: true },
  LOG_LEVEL: { description: 'silent, error, warn, info or debug.', example: 'info' },
};

export type Values = z.output<z.ZodObject<typeof fields>>;
