import { randomBytes } from 'node:crypto';

/** The configuration that every test starts from. Keys are new in each run; nothing outside can depend on them. */
export function testEnvironment(): Record<string, string> {
  return {
    NODE_ENV: 'test',
    TZ: 'UTC',
    PORT: '3000',
    APP_URL: 'http://localhost:3000',
    AUTH_SECRET: randomBytes(32).toString('base64url'),
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    LOG_LEVEL: 'silent',
  };
}
