import { mkdirSync, writeFileSync } from 'node:fs';
import { generateIfChanged } from '#scripts/generate.ts';
import { inProject } from '#scripts/paths.ts';
import { runMain } from '#scripts/process/progress.ts';

const inGenerated = (name: string) => inProject('clients', 'typescript', 'src', 'generated', name);

/** Writes the client's types and its table of endpoints into clients/typescript/src/generated when a contract has changed since. */
export function generateTypescriptClient(): Promise<void> {
  return generateIfChanged({
    title: 'Generating the TypeScript client',
    stamp: inGenerated('.sources-hash'),
    sources: [
      'lib/contracts',
      'lib/errors.ts',
      'lib/settings',
      'lib/roles',
      'lib/http/openapi-schemas.ts',
      'scripts/client',
      'node_modules/json-schema-to-typescript/package.json',
    ],
    async make() {
      // Nothing else needs the contracts when all is current.
      const [{ contracts }, { describeMethods }, { endpointsSource }, { typesSource }] = await Promise.all([
        import('#lib/contracts/index.ts'),
        import('./methods.ts'),
        import('./endpoints-source.ts'),
        import('./types-source.ts'),
      ]);
      const methods = describeMethods(contracts);
      mkdirSync(inGenerated('.'), { recursive: true });
      writeFileSync(inGenerated('types.ts'), await typesSource(methods));
      writeFileSync(inGenerated('endpoints.ts'), endpointsSource(methods));
    },
  });
}

if (import.meta.main) await runMain(generateTypescriptClient);
