import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { environmentHelp } from '#lib/env/fields.ts';
import { inProject } from '#scripts/paths.ts';
import { runMain, say } from '#scripts/process/progress.ts';

const start = '<!-- config:start -->';
const end = '<!-- config:end -->';

/** The text of .env.example: every value with what it does, all commented out because every default works. */
export function environmentExample(): string {
  const entries = Object.entries(environmentHelp).map(
    ([name, { description, example }]) => `# ${description}\n# ${name}=${example ?? ''}\n`,
  );
  const head =
    '# Copy to .env and uncomment what you need. Nothing here is needed for a first start.\n# Each value can also come from a file: <NAME>_FILE=/run/secrets/name. Written by npm run docs:generate.\n';
  const oidc =
    '# Any OpenID Connect provider; replace ACME by a name of your own.\n# OIDC_ACME_ISSUER=https://login.example.com\n# OIDC_ACME_ID=\n# OIDC_ACME_SECRET=\n# OIDC_ACME_LABEL=Acme\n';
  return [head, ...entries, oidc].join('\n');
}

function configurationTable(): string {
  const inCell = (text: string) => text.replaceAll('|', '\\|');
  const rows = Object.entries(environmentHelp).map(
    ([name, { description, example }]) => `| \`${name}\` | ${inCell(description)} | ${example ? `\`${inCell(example)}\`` : ''} |`,
  );
  rows.push(
    '| `OIDC_<NAME>_ISSUER`, `_ID`, `_SECRET`, `_LABEL` | Any OpenID Connect provider; `<NAME>` is a name of your own. | `https://login.example.com` |',
  );
  return ['| name | what it does | example |', '|---|---|---|', ...rows].join('\n');
}

/** README with the table between the two markers replaced; unchanged when it has none. */
export function withConfigurationTable(readme: string): string {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) return readme;
  return `${readme.slice(0, from + start.length)}\n${configurationTable()}\n${readme.slice(to)}`;
}

if (import.meta.main) {
  await runMain(async () => {
    writeFileSync(inProject('.env.example'), environmentExample());
    say('Wrote .env.example');
    const readme = inProject('README.md');
    if (!existsSync(readme)) return;
    writeFileSync(readme, withConfigurationTable(readFileSync(readme, 'utf8')));
    say('Wrote the configuration table of README.md');
  });
}
