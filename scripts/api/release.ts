import { readFileSync } from 'node:fs';
import process from 'node:process';
import { inProject } from '#scripts/paths.ts';
import { runMain, StartFailure, say } from '#scripts/process/progress.ts';
import { testEnvironment } from '#scripts/testing/test-environment.ts';
import { breakingChanges, type OpenApi } from './breaking-changes.ts';
import { readAcceptedChanges, readReleased, writeReleased } from './released.ts';

/**
 * Makes today's API the one that later changes are measured against: docs/api/openapi-<version>.json, with the version
 * of package.json. Says what it breaks of the release before; refuses where that was not accepted.
 */
await runMain(async () => {
  // The document must not depend on the machine that releases.
  Object.assign(process.env, testEnvironment(), { DATABASE_URL: 'postgresql://localhost/none' });
  const { openApiDocument } = await import('#lib/http/openapi.ts');
  const document = JSON.parse(JSON.stringify(openApiDocument())) as OpenApi;
  const accepted = new Set(readAcceptedChanges().map(({ change }) => change));
  const changes = breakingChanges(readReleased().document, document);
  for (const change of changes) say(`breaks: ${change}`);
  if (changes.some((change) => !accepted.has(change)))
    throw new StartFailure('Accept these changes in docs/api/accepted-changes.json first.');
  const { version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as { version: string };
  say(`Wrote ${writeReleased(version, document)}`);
});
