import { describe, expect, it } from 'vitest';
import { listActivity } from '#lib/contracts/activity.ts';
import { login } from '#lib/contracts/auth.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { updateMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { call } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, signIn } from '#scripts/testing/people.ts';
import { activityActions, activityKinds } from './activity-kinds.ts';
import { systemCaller } from './caller.ts';
import { recordEvent } from './record-event.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function withFailures(failures: number) {
  const person = await makePerson();
  for (let round = 0; round < failures; round += 1)
    await call(login, { body: { email: person.email, password: 'not the password' }, ip: '91.0.0.1', headers: { 'user-agent': firefox } });
  const session = await signIn(person);
  return { person, bearer: session.accessToken, session };
}

const actions = (data: AuditEventShape[]) => data.map(({ action }) => action);

describe('GET /users/me/activity', () => {
  it('shows own sign-ins and failed ones, newest first, with browser, address and country', async () => {
    const { person, bearer, session } = await withFailures(1);
    const { status, data } = await call(listActivity, { bearer });
    expect(status).toBe(200);
    expect(actions(data)).toEqual(['session.created', 'session.denied']);
    expect(data[0]).toMatchObject({
      result: 'success',
      reason: 'password',
      subject_id: person.id,
      actor: { type: 'user', id: person.id, label: person.email },
      target: { type: 'session', id: session.sessionId },
    });
    expect(data[1]).toMatchObject({
      result: 'failure',
      reason: 'wrong_password',
      actor: { type: 'anonymous', id: null, label: null },
      ip: '91.0.0.1',
      country: 'DE',
      device: 'Firefox, Linux',
    });
  });

  it('shows the lock-out and the failures that led to it', async () => {
    const { person, bearer } = await withFailures(0);
    for (let round = 0; round < 5; round += 1) await call(login, { body: { email: person.email, password: 'not the password' } });
    await call(login, { body: { email: person.email, password: goodPassword } });
    const { data } = await call(listActivity, { bearer, query: '?kind=sign_in' });
    expect(actions(data)).toEqual([
      'session.denied',
      'session.denied',
      'user.locked',
      ...Array.from({ length: 4 }, () => 'session.denied'),
      'session.created',
    ]);
    expect(data[0].reason).toBe('locked');
  });

  it("never shows anything of somebody else's, nor by whom an administrator's act was", async () => {
    const { person, bearer } = await withFailures(0);
    const other = await withFailures(2);
    await recordEvent(db(), {
      action: 'user.updated',
      result: 'success',
      actorId: other.person.id,
      subjectId: person.id,
      caller: systemCaller,
    });
    const { data, text } = await call(listActivity, { bearer });
    expect(actions(data)).toEqual(['user.updated', 'session.created']);
    expect(data[0].actor).toEqual({ type: 'user', id: null, label: null });
    expect(text).not.toContain(other.person.id);
    expect(text).not.toContain(other.person.email);
  });

  it('filters by kind and by result', async () => {
    const { bearer } = await withFailures(2);
    await call(updateMe, { bearer, body: { name: 'Ada' } });
    const of = async (query: string) => actions((await call(listActivity, { bearer, query })).data);
    expect(await of('?kind=profile')).toEqual(['user.updated']);
    expect(await of('?kind=sign_in&result=failure')).toEqual(['session.denied', 'session.denied']);
    expect(await of('?result=success')).toEqual(['user.updated', 'session.created']);
    expect(await of('?kind=credential')).toEqual([]);
  });

  it('leaves out what is older than 90 days, and routine', async () => {
    const { person, bearer } = await withFailures(1);
    const about = { result: 'success', subjectId: person.id, caller: systemCaller } as const;
    await recordEvent(db(), { ...about, action: 'session.refreshed' });
    await recordEvent(db(), { ...about, action: 'password.upgraded' });
    await db().$executeRaw`
      INSERT INTO audit_event (id, created_at, action, result, actor_type, subject_id, changed_fields)
      SELECT gen_random_uuid(), now() - make_interval(days => age), 'user.updated', 'success', 'system', ${person.id}::uuid, '{}'
      FROM unnest(ARRAY[91, 120]) age`;
    expect(actions((await call(listActivity, { bearer })).data)).toEqual(['session.created', 'session.denied']);
  });

  it('pages through everything once, in order, also where several events have the same time', async () => {
    const { person, bearer } = await withFailures(0);
    const at = new Date(Date.now() - 60_000);
    await db().$executeRaw`
      INSERT INTO audit_event (id, created_at, action, result, actor_type, subject_id, changed_fields)
      SELECT gen_random_uuid(), ${at}::timestamptz, 'user.updated', 'success', 'system', ${person.id}::uuid, '{}' FROM generate_series(1, 24)`;
    const seen: string[] = [];
    let query = '?limit=10';
    let pages = 0;
    do {
      const { text, data } = await call(listActivity, { bearer, query });
      const { pagination } = JSON.parse(text);
      expect(pagination.limit).toBe(10);
      expect(pagination.has_more).toBe(pagination.next_cursor !== null);
      seen.push(...data.map(({ id }: AuditEventShape) => id));
      query = pagination.next_cursor ? `?limit=10&cursor=${pagination.next_cursor}` : '';
      pages += 1;
    } while (query);
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 25, 25]);
    const counted = JSON.parse((await call(listActivity, { bearer, query: '?limit=1&total=true&kind=profile' })).text);
    expect(counted.pagination).toMatchObject({ limit: 1, has_more: true, total: 24 });
  });

  it('takes no cursor that was altered, made up, or made for somebody else', async () => {
    const { bearer } = await withFailures(2);
    const other = await withFailures(0);
    const { next_cursor: cursor } = JSON.parse((await call(listActivity, { bearer, query: '?limit=1' })).text).pagination;
    expect(Buffer.from(cursor, 'base64url').toString('utf8')).not.toMatch(/\d{13}/);
    const flipped = `${cursor.slice(0, -8)}${cursor.at(-8) === 'A' ? 'B' : 'A'}${cursor.slice(-7)}`;
    for (const [who, text] of [
      [bearer, flipped],
      [bearer, 'AAAA'],
      [bearer, Buffer.from(JSON.stringify([0, ''])).toString('base64url')],
      [other.bearer, cursor],
    ]) {
      const answer = await call(listActivity, { bearer: who as string, query: `?cursor=${text}` });
      expect([answer.status, answer.fields[0]?.path]).toEqual([400, 'cursor']);
    }
  });

  it.each([
    '?limit=0',
    '?limit=101',
    '?limit=x',
    '?limit=1.5',
    '?limit=',
    '?kind=other',
    '?result=maybe',
    '?total=1',
    '?cursor=%00',
    '?sort=created_at',
    '?subject_id=1',
  ])('refuses %s', async (query) => {
    const { accessToken: bearer } = await signIn(await makePerson());
    expect((await call(listActivity, { bearer, query })).code).toBe('VALIDATION_FAILED');
  });

  it('puts each action under one kind', () => {
    const byKind = activityKinds.flatMap((kind) => activityActions(kind));
    expect(byKind.toSorted()).toEqual(activityActions().toSorted());
    expect(new Set(byKind).size).toBe(byKind.length);
  });
});
