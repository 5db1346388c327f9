import { expect, it } from 'vitest';
import { createSavedView, deleteSavedView, listSavedViews, updateSavedView } from '#lib/contracts/saved-views.ts';
import { db } from '#lib/db/client.ts';
import { type ApiAnswer, call, callInParallel, statuses } from '#scripts/testing/api.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';

const status = ({ status: code, code: name }: ApiAnswer) => [code, name];
const query = 'search=lovelace&role=admin&column=id';

async function owner(): Promise<string> {
  return (await signIn(await makePerson({ role: 'moderator' }))).accessToken;
}

it('a view is kept, renamed, changed and deleted, each with an event, and what it says is sealed', async () => {
  const bearer = await owner();
  const { result, events } = await withEvents(() => call(createSavedView, { bearer, body: { name: 'Ada’s people', query } }));
  expect([result.status, result.data]).toMatchObject([201, { name: 'Ada’s people', query }]);
  expect(events).toMatchObject([{ action: 'saved_view.created' }]);
  expect(await everyRow()).not.toContain('lovelace');
  const params = { view_id: result.data.id };
  await call(createSavedView, { bearer, body: { name: 'All', query: '' } });
  await call(updateSavedView, { bearer, params, body: { name: 'Zuletzt' } });
  const changed = await withEvents(() => call(updateSavedView, { bearer, params, body: { query: 'status=active' } }));
  expect(changed.events).toMatchObject([{ action: 'saved_view.updated' }]);
  expect((await call(listSavedViews, { bearer })).data).toMatchObject([
    { name: 'All', query: '' },
    { id: params.view_id, name: 'Zuletzt', query: 'status=active' },
  ]);
  const deleted = await withEvents(() => call(deleteSavedView, { bearer, params }));
  expect([deleted.result.data, deleted.events]).toMatchObject([{ deleted: true }, [{ action: 'saved_view.deleted' }]]);
  expect((await call(listSavedViews, { bearer })).data).toHaveLength(1);
});

it('is its owner’s alone: to others it is not there, and they have the same name', async () => {
  const [mine, theirs] = [await owner(), await owner()];
  const { data } = await call(createSavedView, { bearer: mine, body: { name: 'Admins', query } });
  expect((await call(createSavedView, { bearer: theirs, body: { name: 'Admins', query: '' } })).status).toBe(201);
  const params = { view_id: data.id };
  expect(status(await call(updateSavedView, { bearer: theirs, params, body: { name: 'X' } }))).toEqual([404, 'NOT_FOUND']);
  expect(status(await call(deleteSavedView, { bearer: theirs, params }))).toEqual([404, 'NOT_FOUND']);
  expect((await call(listSavedViews, { bearer: mine })).data).toMatchObject([{ name: 'Admins', query }]);
});

it('a name is taken once, whatever its case, also under 10 parallel tries, and fifty are enough', async () => {
  const bearer = await owner();
  const tries = await callInParallel(10, createSavedView, (index) => ({ bearer, body: { name: index % 2 ? 'Admins' : 'ADMINS', query } }));
  expect(statuses(tries)).toEqual({ 201: 1, 409: 9 });
  const { data } = await call(createSavedView, { bearer, body: { name: 'Others', query: '' } });
  expect(status(await call(updateSavedView, { bearer, params: { view_id: data.id }, body: { name: 'admins' } }))).toEqual([
    409,
    'CONFLICT',
  ]);
  for (let index = 2; index < 50; index += 1) await call(createSavedView, { bearer, body: { name: `View ${index}`, query: '' } });
  expect(status(await call(createSavedView, { bearer, body: { name: 'One more', query: '' } }))).toEqual([409, 'CONFLICT']);
  expect(await db().savedView.count()).toBeGreaterThanOrEqual(50);
});

it('is no way to another page: only what stands after the question mark is kept', async () => {
  const bearer = await owner();
  for (const wrong of ['//evil.example', 'a=b#c', "x='", 'https://evil.example', 'a b', '<script>', `${'a'.repeat(2001)}`])
    expect((await call(createSavedView, { bearer, body: { name: 'x', query: wrong } })).fields).toMatchObject([{ path: 'query' }]);
});
