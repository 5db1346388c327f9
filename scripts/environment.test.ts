import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfiguration, resolveFiles } from './environment.ts';
import { ensureSecrets, readSecrets, secretsPath } from './secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-environment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a value can come from a file', () => {
  it('without the line break at its end', () => {
    const { source, mistakes } = resolveFiles({
      SMTP_URL_FILE: file('smtp', 'smtp://mail\n'),
      OIDC_ACME_SECRET_FILE: file('oidc', ' secret '),
    });
    expect(mistakes).toEqual([]);
    expect(source).toEqual({ SMTP_URL: 'smtp://mail', OIDC_ACME_SECRET: ' secret ' });
  });
  it('not together with the plain one, and not from a file that is not there', () => {
    const { mistakes } = resolveFiles({ AUTH_SECRET: 'a', AUTH_SECRET_FILE: file('a', 'b'), SMTP_URL_FILE: join(folder, 'missing') });
    expect(mistakes.map(({ name, problem }) => `${name} ${problem}`)).toEqual([
      'AUTH_SECRET_FILE is set together with AUTH_SECRET',
      'SMTP_URL_FILE names a file that cannot be read (ENOENT)',
    ]);
  });
  it('other names that end in _FILE stay as they are', () => {
    expect(resolveFiles({ SSL_CERT_FILE: '/nowhere' })).toEqual({ source: { SSL_CERT_FILE: '/nowhere' }, mistakes: [] });
  });
});

it('all mistakes are named at once, and nothing is created', () => {
  const dataDir = join(folder, 'data', 'deep');
  const saved = { ...process.env };
  Object.assign(process.env, { DATA_DIR: dataDir, PORT: 'abc', TRUST_PROXY: '-1', ADMIN_EMAIL: 'nobody' });
  try {
    expect(() => loadConfiguration()).toThrow(/mistakes.*PORT.*ADMIN_EMAIL.*TRUST_PROXY.*ADMIN_PASSWORD/s);
  } finally {
    process.env = saved;
  }
  expect(() => statSync(join(folder, 'data'))).toThrow();
});

describe('generated secrets', () => {
  it('are made once, readable by their owner only, and never replaced', () => {
    const secrets = ensureSecrets(folder);
    expect(statSync(secretsPath(folder)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(secrets.ENCRYPTION_KEYS.replace('local:', ''), 'base64')).toHaveLength(32);
    expect(ensureSecrets(folder)).toEqual(secrets);
  });
  it('are not made anew beside a database that needs the lost ones', () => {
    const other = mkdtempSync(join(folder, 'lost-'));
    writeFileSync(join(other, 'postgres'), '');
    expect(() => ensureSecrets(other)).toThrow(/is gone/);
  });
  it('that are damaged stop the start', () => {
    writeFileSync(secretsPath(folder), '{"AUTH_SECRET":"x"}');
    expect(() => readSecrets(folder)).toThrow(/damaged \(ENCRYPTION_KEYS, POSTGRES_PASSWORD missing\)/);
  });
});
