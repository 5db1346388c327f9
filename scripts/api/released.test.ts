import { expect, it } from 'vitest';
import { openApiDocument } from '#lib/http/openapi.ts';
import { breakingChanges, type OpenApi } from './breaking-changes.ts';
import { readAcceptedChanges, readReleased, withoutWords } from './released.ts';

const current = JSON.parse(JSON.stringify(openApiDocument())) as OpenApi;

it('the API breaks nothing of the last release but what was accepted with a reason', () => {
  const { document } = readReleased();
  const accepted = readAcceptedChanges();
  const changes = breakingChanges(document, current);
  // Add to the API instead, deprecate the old, or write the change with its reason into docs/api/accepted-changes.json.
  expect(changes.filter((change) => !accepted.some((each) => each.change === change))).toEqual([]);
  expect(accepted.filter(({ change }) => !changes.includes(change)).map(({ change }) => change)).toEqual([]);
  for (const { reason } of accepted) expect(reason.length).toBeGreaterThan(10);
});

it('a released document holds all that is compared', () => {
  expect(breakingChanges(current, withoutWords(current) as OpenApi)).toEqual([]);
  const { '/users/me': _, ...others } = current.paths;
  expect(breakingChanges(withoutWords(current) as OpenApi, { ...current, paths: others })).toContain('GET /users/me: is gone');
});

it('a field that is called like a word is kept', () => {
  const schema = { type: 'object', description: 'words', properties: { description: { type: 'string', description: 'words' } } };
  expect(withoutWords(schema)).toEqual({ type: 'object', properties: { description: { type: 'string' } } });
});
