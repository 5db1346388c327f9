import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { rolldown } from 'rolldown';
import { apiPathOf, isRouteFile, throughNext } from '#lib/http/front/api-routes.ts';
import { inProject } from './paths.ts';

/** A module with the gate and every route file that needs no Next. */
async function entry(): Promise<string> {
  const root = inProject('app', 'api', 'v1');
  const files = (await readdir(root, { recursive: true })).filter(isRouteFile).sort();
  const served = files.map((file) => ({ file, path: apiPathOf(file) })).filter(({ path }) => !throughNext.has(path));
  return [
    `export { passGate } from ${JSON.stringify(inProject('lib', 'http', 'gate.ts'))};`,
    ...served.map(({ file }, index) => `import * as route${index} from ${JSON.stringify(join(root, file))};`),
    `export const routes = [${served.map(({ path }, index) => `{ path: ${JSON.stringify(path)}, handlers: route${index} }`).join(', ')}];`,
  ].join('\n');
}

/**
 * Makes one module of the API for the front, `index.mjs` in this folder: a process that strips the types of a thousand files
 * when it starts keeps what that took, 130 MB.
 */
async function bundleApi(folder: string): Promise<void> {
  const source = await entry();
  const bundle = await rolldown({
    input: 'entry',
    platform: 'node',
    cwd: inProject(),
    // Installed packages stay where they are; `#lib` and its like are ours.
    external: (id) =>
      !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('#') && !id.startsWith('\0') && id !== 'entry' && id !== 'server-only',
    resolve: { conditionNames: ['react-server', 'node', 'import'] },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? '\0entry.js' : id === 'server-only' ? '\0empty.js' : null),
        load: (id) => (id === '\0entry.js' ? source : id === '\0empty.js' ? 'export {};' : null),
      },
    ],
  });
  await rm(folder, { recursive: true, force: true });
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'index.mjs', chunkFileNames: '[name]-[hash].mjs' });
  await bundle.close();
}

// A process of its own: the bundler's memory is not given back, and the server would keep it after a start that builds.
if (import.meta.main) await bundleApi(process.argv[2] ?? '');
