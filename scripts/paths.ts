import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** The absolute path of something in the checkout. */
export function inProject(...parts: string[]): string {
  return join(projectRoot, ...parts);
}
