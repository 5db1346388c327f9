import { beforeAll, describe, expect, it } from 'vitest';
import { listActivity } from '#lib/contracts/activity.ts';
import { listAuditLogs } from '#lib/contracts/audit.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { db } from '#lib/db/client.ts';
import { call } from '#scripts/testing/api.ts';
import { makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { systemCaller } from './caller.ts';
import { recordEvent } from './record-event.ts';

let bearer = '';
let person: Person;
let admin: Person;

const ask = async (query: string) => call(listAuditLogs, { bearer, query: `?${query}` });
const found = async (query: string): Promise<AuditEventShape[]> => {
  const answer = await ask(query);
  expect(answer.status).toBe(200);
  return answer.data;
};
const about = (query: string) => `subject_id=${person.id}&${query}`;

beforeAll(async () => {
  admin = await makePerson({ role: 'admin' });
  person = await makePerson();
  bearer = (await signIn(admin)).accessToken;
  await signIn(person);
  const event = { subjectId: person.id, caller: { ...systemCaller, ip: '192.0.2.7' } };
  for (const reason of ['wrong_password', 'locked'])
    await recordEvent(db(), { ...event, action: 'session.denied', result: 'failure', reason });
  await recordEvent(db(), { ...event, action: 'permission.denied', result: 'denied', actorId: admin.id });
});

describe('the audit trail', () => {
  it('is found by action, group of actions, result, reason, person and time, each filter for itself and together', async () => {
    const actions = async (query: string) => (await found(about(query))).map(({ action }) => action);
    expect(new Set(await actions('action=session.denied'))).toEqual(new Set(['session.denied']));
    expect(new Set(await actions('action=session.*'))).toEqual(new Set(['session.denied', 'session.created']));
    expect(await actions('result=denied')).toEqual(['permission.denied']);
    expect((await found(about('action=session.denied&reason=locked'))).map(({ reason }) => reason)).toEqual(['locked']);
    expect((await found(`actor_id=${admin.id}&action=permission.denied`)).map(({ subject_id }) => subject_id)).toEqual([person.id]);
    const soon = new Date(Date.now() + 60_000).toISOString();
    expect(await actions(`created_after=${soon}`)).toEqual([]);
    expect(await actions(`created_before=${soon}`)).toEqual(await actions('limit=20'));
    expect(await actions(`organization_id=${person.id}`)).toEqual([]);
  });

  it('shows addresses to its reader, newest first', async () => {
    const events = await found(about('action=session.denied'));
    expect(events.map(({ ip, reason }) => [ip, reason])).toEqual([
      ['192.0.2.7', 'locked'],
      ['192.0.2.7', 'wrong_password'],
    ]);
  });

  it('says how what was changed was before and is now, and the reason that was given; the person sees neither', async () => {
    const other = await makePerson();
    await db().$transaction((tx) =>
      recordEvent(tx, {
        action: 'user.suspended',
        result: 'success',
        subjectId: other.id,
        actorId: admin.id,
        caller: systemCaller,
        changes: { status: { before: 'active', after: 'suspended' }, reason: { before: null, after: 'Ticket 4711' } },
      }),
    );
    const [event] = await found(`subject_id=${other.id}&action=user.suspended`);
    expect(event?.changes).toEqual({ status: { before: 'active', after: 'suspended' }, reason: { before: null, after: 'Ticket 4711' } });
    const own = await call(listActivity, { bearer: (await signIn(other)).accessToken });
    const seen: AuditEventShape[] = own.data;
    expect(seen.map(({ action }) => action)).toContain('user.suspended');
    expect(JSON.stringify(seen)).not.toContain('Ticket 4711');
  });

  it('refuses a filter that is none, and names it', async () => {
    const bad = { action: 'nothing', result: 'maybe', actor_id: 'me', subject_id: '1', created_after: 'yesterday', organization_id: '*' };
    for (const [name, value] of Object.entries(bad)) {
      const answer = await ask(`${name}=${value}`);
      expect([name, answer.status, answer.fields[0]?.path]).toEqual([name, 400, name]);
    }
    const alone = await ask('reason=locked');
    expect([alone.status, alone.fields[0]?.code]).toEqual([400, 'needs_action']);
    expect((await ask('target=1')).status).toBe(400);
  });

  it('is not shown to who may not read it', async () => {
    const { accessToken } = await signIn(person);
    expect((await call(listAuditLogs, { bearer: accessToken })).status).toBe(403);
    expect((await call(listAuditLogs, {})).status).toBe(401);
  });
});
