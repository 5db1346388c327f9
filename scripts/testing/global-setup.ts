import process from 'node:process';
import type { TestProject } from 'vitest/node';
import { generateTypescriptClient } from '#scripts/client/generate.ts';
import { deployMigrations } from '#scripts/database/deploy-migrations.ts';
import { startThrowawayPostgres } from '#scripts/database/embedded.ts';
import { generate } from '#scripts/generate.ts';
import { inProject } from '#scripts/paths.ts';
import { runNode } from '#scripts/process/child.ts';
import { testEnvironment } from './test-environment.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** postgresql://… of the maintenance database of the test cluster. */
    clusterUrl: string;
    environment: Record<string, string>;
  }
}

/** One PostgreSQL for the whole run, in a temporary folder. Its `gatehouse` database becomes the template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [server] = await Promise.all([startThrowawayPostgres(), generate(), generateTypescriptClient()]);
  try {
    const environment = testEnvironment();
    await deployMigrations(server.url);
    await seedRoles({ ...process.env, ...environment, DATABASE_URL: server.url });
    project.provide('clusterUrl', server.url.replace(/[^/]+$/, 'postgres'));
    project.provide('environment', environment);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return () => server.stop();
}

async function seedRoles(env: NodeJS.ProcessEnv): Promise<void> {
  const { code, output } = await runNode(['--conditions=react-server', inProject('scripts', 'testing', 'seed-template.ts')], { env });
  if (code !== 0) throw new Error(`The roles could not be seeded.\n${output}`);
}
