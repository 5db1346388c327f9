import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { environmentExample, withConfigurationTable } from './generate-docs.ts';
import { inProject } from './paths.ts';

it('.env.example says what lib/env.ts says (npm run docs:generate)', () => {
  expect(readFileSync(inProject('.env.example'), 'utf8')).toBe(environmentExample());
});

it.runIf(existsSync(inProject('README.md')))(
  'the configuration table of README.md says what lib/env.ts says (npm run docs:generate)',
  () => {
    const readme = readFileSync(inProject('README.md'), 'utf8');
    expect(readme).toBe(withConfigurationTable(readme));
  },
);

it('a README without markers stays as it is', () => {
  expect(withConfigurationTable('# Title\n')).toBe('# Title\n');
});
