import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { spawnGatehouse } from './support/gatehouse.ts';

function run(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const { child, log } = spawnGatehouse(env);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output: log() })));
}

test('a wrong configuration: every mistake at once with what to do, exit 1, nothing created', async () => {
  const dataDir = join(tmpdir(), `gatehouse-never-${process.pid}-${Date.now()}`);
  const { code, output } = await run({
    DATA_DIR: dataDir,
    PORT: 'many',
    APP_URL: 'https://id.example.com/path',
    DATABASE_URL: 'mysql://root@localhost/x',
    ADMIN_EMAIL: 'nobody',
    SMTP_URL: 'mail.example.com',
    RATE_LIMITS: '{"login":"often","unknown":"1/1s"}',
    OIDC_ACME_ISSUER: 'https://login.example.com',
    LOG_LEVEL: 'loud',
  });
  expect(code).toBe(1);
  for (const name of [
    'PORT',
    'APP_URL',
    'DATABASE_URL',
    'ADMIN_EMAIL',
    'ADMIN_PASSWORD',
    'SMTP_URL',
    'MAIL_FROM',
    'RATE_LIMITS',
    'OIDC_ACME_*',
    'LOG_LEVEL',
  ])
    expect(output, name).toContain(name);
  expect(output).toContain('→');
  expect(output).not.toMatch(/ {4}at /);
  expect(existsSync(dataDir)).toBe(false);
});

test('an own database without the secrets that belong to it is refused before anything starts', async () => {
  const dataDir = join(tmpdir(), `gatehouse-never-${process.pid}-${Date.now()}`);
  const { code, output } = await run({ DATA_DIR: dataDir, PORT: '0', DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
  expect(code).toBe(1);
  expect(output).toContain('AUTH_SECRET');
  expect(output).toContain('ENCRYPTION_KEYS');
  expect(existsSync(dataDir)).toBe(false);
});
