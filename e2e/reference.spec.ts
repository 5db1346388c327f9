import { readFile } from 'node:fs/promises';
import { contracts } from '#lib/contracts/index.ts';
import { inProject } from '#scripts/paths.ts';
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

test('every error code has a page, and an error names it', async ({ request }) => {
  const answer = await request.get('/api/v1/users/me', { headers: { accept: 'application/problem+json' } });
  expect(answer.headers()['content-type']).toBe('application/problem+json');
  const { type } = (await answer.json()) as { type: string };
  expect((await request.get(type)).status()).toBe(200);
  const source = await readFile(inProject('lib', 'errors.ts'), 'utf8');
  expect(source).toContain(new URL(type).pathname.split('/').at(-1) ?? '?');
});

test('llms.txt is plain data for whoever asks', async ({ request }) => {
  for (const path of ['/llms.txt', '/llms-full.txt']) {
    const answer = await request.get(path);
    expect(answer.status()).toBe(200);
    expect(answer.headers()['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.headers()['content-security-policy']).toContain("default-src 'none'");
    expect(await answer.text()).toContain('POST /auth/login');
  }
});
