import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

let script: Promise<Buffer> | undefined;

/** Scalar's bundle from our own package, so that the reference works offline and asks no third party. */
export async function GET(): Promise<Response> {
  script ??= readFile(join(process.cwd(), 'node_modules', '@scalar', 'api-reference', 'dist', 'browser', 'standalone.js'));
  const body = await script.catch((error: unknown) => {
    script = undefined;
    throw error;
  });
  return new Response(new Uint8Array(body), {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'public, max-age=86400' },
  });
}
