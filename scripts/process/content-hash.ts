import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { projectRoot } from '#scripts/paths.ts';

/** A hash over names and contents of files and folders (relative to the checkout); missing ones count as missing. */
export function contentHash(paths: string[], options: { skip?: (path: string) => boolean; salt?: string } = {}): string {
  const hash = createHash('sha256').update(options.salt ?? '');
  const visit = (path: string): void => {
    const name = relative(projectRoot, path).split(sep).join('/');
    if (options.skip?.(name) || !existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const entry of readdirSync(path).sort()) visit(join(path, entry));
      return;
    }
    hash.update(`${name}\0`).update(createHash('sha256').update(readFileSync(path)).digest());
  };
  for (const path of paths) visit(join(projectRoot, path));
  return hash.digest('hex');
}
