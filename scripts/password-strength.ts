import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { rolldown } from 'rolldown';
import { inProject } from './paths.ts';

/** The most frequent ones: the whole list weighs as much as all other scripts of a page together. */
const commonPasswords = 10_000;

export const strengthScript = inProject('public', 'generated', 'password-strength.js');

const license =
  '/*! zxcvbn-ts, MIT License, Copyright (c) Dan Wheeler, Dropbox and zxcvbn-ts contributors: https://github.com/zxcvbn-ts/zxcvbn */';

function lines(words: readonly (string | number)[]): string {
  return `${JSON.stringify(words.join('\n'))}.split("\\n")`;
}

function entry(): string {
  const { 'passwords-common': passwords, 'diceware-common': words } = dictionary;
  return `
    import { strengthEstimator } from ${JSON.stringify(inProject('lib', 'client', 'estimate-strength.ts'))};
    export const estimateStrength = strengthEstimator({
      dictionary: { passwords: ${lines(passwords.slice(0, commonPasswords))}, words: ${lines(words)} },
      graphs: ${JSON.stringify(adjacencyGraphs)},
    });`;
}

/** The script that tells how strong a new password is, as one module for browsers. */
async function bundleStrengthScript(): Promise<string> {
  const bundle = await rolldown({
    input: 'entry',
    platform: 'browser',
    cwd: inProject(),
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? '\0entry.js' : null),
        load: (id) => (id === '\0entry.js' ? entry() : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  return `${license}\n${output[0].code}`;
}

if (import.meta.main) {
  await mkdir(dirname(strengthScript), { recursive: true });
  await writeFile(strengthScript, await bundleStrengthScript());
}
