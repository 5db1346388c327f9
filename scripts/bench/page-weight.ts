import { gzipSync } from 'node:zlib';

/** Gzipped kilobytes of all JavaScript that a page's HTML asks for. */
export async function pageWeight(url: string): Promise<number> {
  const html = await (await fetch(url)).text();
  const sources = new Set([...html.matchAll(/<script[^>]+src="([^"]+)"/g)].map((match) => match[1] ?? ''));
  const sizes = await Promise.all(
    [...sources].map(async (source) => gzipSync(Buffer.from(await (await fetch(new URL(source, url))).arrayBuffer())).length),
  );
  return Math.round((sizes.reduce((sum, size) => sum + size, 0) / 1000) * 10) / 10;
}
