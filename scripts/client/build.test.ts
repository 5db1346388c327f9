import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { transformSync } from 'rolldown/experimental';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildTypescriptClient } from './build.ts';

const run = promisify(execFile);

let folder: string;
let installed: string;

/** What `npm install gatehouse-client.tgz` leaves in an empty folder: it has no dependencies. */
beforeAll(async () => {
  const tarball = await buildTypescriptClient();
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-client-'));
  installed = join(folder, 'node_modules', '@gatehouse', 'client');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files = (pattern: RegExp) =>
  readdirSync(installed, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => ({ name, text: readFileSync(join(installed, name), 'utf8') }));

it('the package depends on nothing, works offline and is all there', async () => {
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest.peerDependenciesMeta).toEqual({ jose: { optional: true }, react: { optional: true } });
  writeFileSync(
    join(folder, 'app.mjs'),
    `import { createGatehouse, GatehouseError, memoryTokens, webStorageTokens } from '@gatehouse/client';
     const gatehouse = createGatehouse({ baseUrl: 'https://id.example.com', retries: 0, fetch: async () => { throw new TypeError('offline'); } });
     const failure = await gatehouse.users.me().catch((error) => error);
     console.log(JSON.stringify([failure instanceof GatehouseError, failure.code, (await gatehouse.session.ready()).status,
       typeof gatehouse.users.me.sessions.list, typeof memoryTokens, typeof webStorageTokens]));`,
  );
  const { stdout } = await run(process.execPath, ['app.mjs'], { cwd: folder, env: { NODE_ENV: 'production' } });
  expect(JSON.parse(stdout)).toEqual([true, 'NETWORK', 'signed_out', 'function', 'function', 'function']);
});

it('only the entries that need a library ask for it', async () => {
  const imports = (name: string) =>
    [...readFileSync(join(installed, 'build', name), 'utf8').matchAll(/from ["']([^."'][^"']*)["']/g)].map((match) => match[1]);
  expect(imports('index.js')).toEqual([]);
  expect(imports('react.js')).toEqual(['react']);
  expect(imports('server.js')).toEqual(['jose']);
});

it('its syntax is ES2022, which Node 18 and every current browser know', () => {
  const scripts = files(/\.js$/);
  expect(scripts.length).toBeGreaterThanOrEqual(3);
  for (const { name, text } of scripts) {
    const [asIs, for2022] = ['esnext', 'es2022'].map((target) => transformSync(name, text, { target }).code);
    expect(for2022, name).toBe(asIs);
  }
});

it('its types stand on their own', async () => {
  const declarations = files(/\.d\.ts$/);
  expect(declarations.length).toBeGreaterThan(10);
  for (const { name, text } of declarations) expect(text, name).not.toMatch(/from '(?:#|\.[^']*\.ts'|node:|zod)/);
  writeFileSync(
    join(folder, 'app.ts'),
    `import { createGatehouse, type User } from '@gatehouse/client';
     const gatehouse = createGatehouse({ baseUrl: 'https://id.example.com' });
     export const me: Promise<User> = gatehouse.users.me();
     // @ts-expect-error there is no such field
     void gatehouse.users.me.update({ nickname: '' });`,
  );
  const compiler = join(process.cwd(), 'node_modules', 'typescript', 'bin', 'tsc');
  const strict = ['--strict', '--noEmit', '--target', 'es2022', '--exactOptionalPropertyTypes', '--types', ''];
  for (const resolution of [
    ['--module', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ])
    await run(process.execPath, [compiler, ...strict, ...resolution, 'app.ts'], { cwd: folder });
});

it('holds nothing of the server', () => {
  for (const { name, text } of files(/\.(?:js|ts)$/)) expect(text, name).not.toMatch(/prisma|DATABASE_URL|argon2|process\.env/i);
});
