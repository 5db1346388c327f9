import pino from 'pino';
import { env } from '#lib/env.ts';

const secretFields = [
  'password',
  'current_password',
  'new_password',
  'token',
  'code',
  'challenge_token',
  'access_token',
  'refresh_token',
  'client_secret',
  'api_key',
  'secret',
  'key',
  'email',
  'phone',
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-api-key"]',
];

/** Paths that never reach a log line, at the top and up to two levels down. */
export const redactedPaths = secretFields.flatMap((field) => {
  const dotted = field.startsWith('[') ? field : `.${field}`;
  return [field, `*${dotted}`, `*.*${dotted}`];
});

function createLogger(destination?: pino.DestinationStream): pino.Logger {
  const options: pino.LoggerOptions = {
    level: env().LOG_LEVEL,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redactedPaths, censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}

let shared: pino.Logger | undefined;

/** The process's structured JSON log. Created on first use, because `next build` has no configuration. */
export function logger(): pino.Logger {
  shared ??= createLogger();
  return shared;
}

/** A logger that writes elsewhere, for tests of the redaction. */
export { createLogger };
