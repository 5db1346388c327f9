import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '#scripts/paths.ts';
import { StartFailure } from '#scripts/process/progress.ts';
import type { OpenApi } from './breaking-changes.ts';

const folder = inProject('docs', 'api');
const fileName = /^openapi-(\d+)\.(\d+)\.(\d+)\.json$/;

/** What was released, and as which version. */
export type Released = { version: string; document: OpenApi };

/** A change that breaks clients and was made all the same, with the reason; emptied by the next release. */
export type AcceptedChange = { change: string; reason: string };

const wordsOnly = new Set(['description', 'summary', 'examples', 'x-rate-limit']);

/** What decides whether clients break, without the words around it. The names of fields are no words. */
export function withoutWords(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutWords(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isNames || !wordsOnly.has(key))
      .map(([key, item]) => [key, withoutWords(item, !isNames && key === 'properties')]),
  );
}

/** The newest of the released documents in docs/api. */
export function readReleased(): Released {
  const numbers = (name: string) => fileName.exec(name)?.slice(1).map(Number) ?? [];
  const [newest] = readdirSync(folder)
    .filter((name) => fileName.test(name))
    .sort((left, right) => {
      const [a, b] = [numbers(left), numbers(right)];
      return (b[0] ?? 0) - (a[0] ?? 0) || (b[1] ?? 0) - (a[1] ?? 0) || (b[2] ?? 0) - (a[2] ?? 0);
    });
  if (!newest) throw new Error('docs/api has no released document.');
  return { version: numbers(newest).join('.'), document: JSON.parse(readFileSync(join(folder, newest), 'utf8')) as OpenApi };
}

/** The changes in docs/api/accepted-changes.json. */
export function readAcceptedChanges(): AcceptedChange[] {
  return JSON.parse(readFileSync(join(folder, 'accepted-changes.json'), 'utf8')) as AcceptedChange[];
}

/** Writes the document of a release; throws when this version was released already. */
export function writeReleased(version: string, document: unknown): string {
  const file = join(folder, `openapi-${version}.json`);
  if (existsSync(file)) throw new StartFailure(`${version} is released already: raise the version in package.json first.`);
  writeFileSync(file, `${JSON.stringify(withoutWords(document))}\n`);
  writeFileSync(join(folder, 'accepted-changes.json'), '[]\n');
  return file;
}
