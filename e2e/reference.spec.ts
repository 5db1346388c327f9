import { contracts } from '#lib/contracts/index.ts';
import { errorTable } from '#lib/errors.ts';
import { mainServer } from './support/main-server.ts';
import { expect, test } from './support/test.ts';

type OpenApi = { openapi: string; paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>> };

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(references)];
}

test('openapi.json names every endpoint once and refers to nothing that is missing', async ({ request }) => {
  const answer = await request.get('/api/v1/openapi.json');
  expect(answer.status()).toBe(200);
  const document = (await answer.json()) as OpenApi;
  expect(document.openapi).toMatch(/^3\.1\.\d$/);
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
  expect(new Set(operations).size).toBe(operations.length);
  for (const { id } of contracts) expect(operations).toContain(id);
  for (const reference of references(document)) {
    const target = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((place, name) => {
        const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
        return typeof place === 'object' && place !== null ? (place as Record<string, unknown>)[key] : undefined;
      }, document);
    expect(target, reference).toBeDefined();
  }
});

test('/docs shows the reference from this server alone', async ({ page }) => {
  await page.goto('/docs');
  await expect(page.getByRole('heading', { name: /Gatehouse/ }).first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Create an account').first()).toBeVisible();
  const collection = await page.request.get((await page.getByRole('link', { name: 'Postman collection' }).getAttribute('href')) ?? '');
  expect((await collection.json()).info.schema).toContain('/v2.1.0/');
  await page.waitForLoadState('networkidle');
});

test('every error code has a page in both languages with both forms of its body; no other word has one', async ({ request }) => {
  const answer = await request.get('/api/v1/users/me', { headers: { accept: 'application/problem+json' } });
  expect(answer.headers()['content-type']).toBe('application/problem+json');
  const { type } = (await answer.json()) as { type: string };
  expect(type).toBe(`${mainServer.url}/docs/errors/UNAUTHENTICATED`);
  const index = await (await request.get('/docs/errors')).text();
  const links = [...index.matchAll(/href="(\/docs\/errors\/\w+)"/g)].map((match) => match[1] ?? '');
  expect(links).toEqual(Object.keys(errorTable).map((code) => `/docs/errors/${code}`));
  for (const path of links) {
    for (const [language, word] of [
      ['en', 'When it comes'],
      ['de', 'Wann es kommt'],
    ] as const) {
      const page = await request.get(path, { headers: { 'accept-language': language } });
      expect([path, page.status()]).toEqual([path, 200]);
      const text = await page.text();
      for (const part of [word, '&quot;success&quot;: false', `${mainServer.url}${path}&quot;`]) expect(text, path).toContain(part);
    }
  }
  for (const wrong of ['NOPE', 'constructor', '__proto__', 'INTERNAL.', 'rate limited'])
    expect([wrong, (await request.get(`/docs/errors/${encodeURIComponent(wrong)}`)).status()]).toEqual([wrong, 404]);
  expect((await request.get('/docs/errors/rate-limited')).status()).toBe(200);
});
