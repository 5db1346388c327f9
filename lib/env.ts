import { z } from 'zod';
import type { EncryptionKey } from './env/encryption-keys.ts';
import { environmentHelp, type FieldName, fields, type Values } from './env/fields.ts';
import { checkMail, type MailSettings, mailSettings } from './env/mail.ts';
import { type Mistake, requireTogether } from './env/mistake.ts';
import { type OidcProviderSettings, parseOidcProviders } from './env/oidc.ts';
import { checkSms, type SmsSettings, smsSettings } from './env/sms.ts';

export type Env = Omit<Values, 'APP_URL' | 'HOST' | 'AUTH_SECRET' | 'ENCRYPTION_KEYS' | 'DATABASE_URL' | 'MAIL_FROM'> & {
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

export type ParsedEnv = { ok: true; env: Env } | { ok: false; mistakes: Mistake[] };

/**
 * Reads and checks the whole configuration at once. An empty value counts as unset.
 * `embedded` says that the start script fills in DATABASE_URL, AUTH_SECRET and ENCRYPTION_KEYS itself.
 */
export function parseEnv(input: Record<string, string | undefined>, options: { embedded?: boolean } = {}): ParsedEnv {
  const source = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== ''));
  const mistakes: Mistake[] = [];
  const result = z.object(fields).safeParse(source);
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

/** Reads the configuration again with its next use: the front has just added to it. */
export function rereadEnv(): void {
  cached = undefined;
}

/** True where the browser accepts `Secure` and `__Host-` cookies: https, or http on localhost. */
export function cookiesAreSecure(): boolean {
  const url = new URL(env().APP_URL);
  return url.protocol === 'https:' || url.hostname === 'localhost';
}
