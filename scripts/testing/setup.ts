// Runs before each test file and before any module of the application is loaded.
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import pg from 'pg';
import { inject } from 'vitest';
import { isConfigurationName } from '#scripts/environment.ts';

const template = 'gatehouse';

/** A database of its own per file: tests see neither each other's rows nor what another file left. */
async function cloneDatabase(): Promise<string> {
  const clusterUrl = inject('clusterUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  // FILE_COPY: with fsync off it is faster than going through the write-ahead log.
  await client.query(`create database ${name} template ${template} strategy file_copy`);
  await client.end();
  return clusterUrl.replace(/[^/]+$/, name);
}

// The machine's own settings must not decide whether a test passes.
for (const name of Object.keys(process.env)) if (isConfigurationName(name)) delete process.env[name];
Object.assign(process.env, inject('environment'), { DATABASE_URL: await cloneDatabase() });
