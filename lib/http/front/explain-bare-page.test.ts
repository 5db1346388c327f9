import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crashTexts } from '#lib/i18n/crash-texts.ts';
import de from '#lib/i18n/messages/de.json' with { type: 'json' };
import en from '#lib/i18n/messages/en.json' with { type: 'json' };
import { explainBarePage } from './explain-bare-page.ts';
import { sendWithoutRuntime } from './plain-page.ts';

const crash = '<!DOCTYPE html><html id="__next_error__"><head></head><body class="x"><script src="/_next/x.js"></script></body></html>';
const id = '0195c1de-7b1e-7000-8000-00000000beef';

const server = createServer((request, response) => {
  explainBarePage(request.headers, response, id);
  if (request.url === '/plain') sendWithoutRuntime(response);
  response.statusCode = request.url === '/fine' ? 200 : request.url === '/missing' ? 404 : 500;
  response.setHeader('Content-Type', request.url === '/json' ? 'application/json' : 'text/html; charset=utf-8');
  if (request.url === '/whole') response.setHeader('Content-Length', Buffer.byteLength(crash));
  if (request.url === '/whole') return response.end(crash);
  response.write(crash.slice(0, 80));
  return response.end(crash.slice(80));
});
let origin = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

it.each(['/', '/whole', '/plain'])('a page that broke says so to a browser without scripts (%s)', async (path) => {
  const response = await fetch(`${origin}${path}`);
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(text).toContain(`<h1 style="font-size: 1.5rem">${crashTexts.en.title}</h1>`);
  expect(text).toContain(id);
  expect(text.replace(/<noscript>.*<\/noscript>/, '')).toBe(crash);
});

it('a page that is not there says so likewise, in the words of the page with scripts', async () => {
  const text = await (await fetch(`${origin}/missing`)).text();
  expect(text).toContain(`${crashTexts.en.missing.title}</h1><p>${crashTexts.en.missing.text}</p></main>`);
  for (const [locale, { notFound }] of Object.entries({ de, en })) expect(crashTexts[locale as 'de' | 'en'].missing).toEqual(notFound);
});

it('says it in the language that was chosen, else in the browser’s', async () => {
  const german = { headers: { 'accept-language': 'de-AT,en;q=0.5' } };
  expect(await (await fetch(origin, german)).text()).toContain(crashTexts.de.title);
});

it.each(['/fine', '/json'])('leaves every other answer as it is (%s)', async (path) => {
  expect(await (await fetch(`${origin}${path}`)).text()).toBe(crash);
});
