import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { systemCaller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { login, logout, register } from '#lib/contracts/auth.ts';
import { type Endpoint, endpoint, isWrite } from '#lib/contracts/endpoint.ts';
import { renewBackupCodes } from '#lib/contracts/factors.ts';
import { contracts } from '#lib/contracts/index.ts';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { abandonedSeconds, keptSeconds } from '#lib/idempotency/claim-run.ts';
import { type ApiAnswer, type CallOptions, call, nextAddress, readAnswer, statuses } from '#scripts/testing/api.ts';
import { enrol } from '#scripts/testing/factors.ts';
import { queuedMails } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, newEmail, signIn, userIdOf } from '#scripts/testing/people.ts';
import { events, everyRow } from '#scripts/testing/rows.ts';
import { Reply } from './reply.ts';
import { type RouteHandler, route, type Service } from './route.ts';

const named = (key: string, more: CallOptions = {}): CallOptions => ({ ...more, headers: { ...more.headers, 'idempotency-key': key } });
const isReplay = (answer: ApiAnswer) => answer.headers.get('idempotency-replayed') === 'true';

const note = endpoint({
  id: 'writeNote',
  method: 'POST',
  path: '/notes',
  tag: 'Test',
  summary: 'A write of this test',
  access: { anyone: true },
  query: z.strictObject({ loud: z.enum(['true']).optional() }),
  body: z.strictObject({ text: z.string() }),
  responses: { 201: z.object({ text: z.string(), run: z.int() }), 303: z.null() },
  errors: ['CONFLICT'],
});

/** A handler around a service of the test's own, and how often that ran. */
function counted(contract: Endpoint, service: (run: number) => unknown) {
  const state = { runs: 0 };
  const handler = route(contract, (async () => {
    state.runs += 1;
    return service(state.runs);
  }) as Service<Endpoint>);
  return { state, handler };
}

type Sent = { key?: string; body?: unknown; query?: string; ip?: string; headers?: Record<string, string> };

async function send(handler: RouteHandler, { key = 'k', body = { text: 'a' }, query = '', ip = '198.51.100.7', headers }: Sent = {}) {
  const request = new Request(`http://localhost:3000/api/v1/notes${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-gatehouse-client-ip': ip, 'idempotency-key': key, ...headers },
    body: JSON.stringify(body),
  });
  return readAnswer(await handler(request, { params: Promise.resolve({}) }));
}

describe('a write with an Idempotency-Key', () => {
  it('runs once and is answered again with the same status, body and headers, marked as a replay', async () => {
    const { state, handler } = counted({ ...note, versioned: true }, (run) => new Reply({ text: 'a', run }, { status: 201, version: 7 }));
    const ip = nextAddress();
    const first = await send(handler, { ip });
    const again = await send(handler, { ip });
    expect([first.status, again.status, state.runs]).toEqual([201, 201, 1]);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('etag')).toBe('"7"');
    expect([isReplay(first), isReplay(again)]).toEqual([false, true]);
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    const problem = await send(handler, { ip, body: { text: 'b' }, headers: { accept: 'application/problem+json' } });
    expect([problem.status, JSON.parse(problem.text).code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
  });

  it('is a mismatch with another body, other parameters or at another endpoint, and another write with another key', async () => {
    const { state, handler } = counted(note, (run) => new Reply({ text: 'a', run }, { status: 201 }));
    const other = counted({ ...note, path: '/other' }, (run) => new Reply({ text: 'a', run }, { status: 201 }));
    const ip = nextAddress();
    await send(handler, { ip });
    for (const answer of [
      await send(handler, { ip, body: { text: 'b' } }),
      await send(handler, { ip, query: '?loud=true' }),
      await send(other.handler, { ip }),
    ])
      expect([answer.status, answer.code, isReplay(answer)]).toEqual([422, 'IDEMPOTENCY_MISMATCH', false]);
    expect([state.runs, other.state.runs]).toEqual([1, 0]);
    expect((await send(handler, { ip, key: 'l' })).data.run).toBe(2);
  });

  it('runs without a key as often as it is sent', async () => {
    const { state, handler } = counted(note, (run) => new Reply({ text: 'a', run }, { status: 201 }));
    for (let round = 0; round < 2; round += 1) {
      const request = new Request('http://localhost:3000/api/v1/notes', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-gatehouse-client-ip': nextAddress() },
        body: '{"text":"a"}',
      });
      expect((await handler(request, { params: Promise.resolve({}) })).status).toBe(201);
    }
    expect(state.runs).toBe(2);
  });

  it('that was refused is refused again with the same words, without running', async () => {
    const { state, handler } = counted(note, () => {
      throw new ServiceError('CONFLICT', { message: 'Taken.', details: { fields: [{ path: 'text', code: 'taken', message: 'Taken.' }] } });
    });
    const ip = nextAddress();
    const first = await send(handler, { ip });
    const again = await send(handler, { ip });
    expect([first.status, again.status, state.runs]).toEqual([409, 409, 1]);
    expect([again.text, isReplay(again)]).toEqual([first.text, true]);
    const problem = JSON.parse((await send(handler, { ip, headers: { accept: 'application/problem+json' } })).text);
    expect(problem).toMatchObject({ code: 'CONFLICT', errors: [{ pointer: '/text', code: 'taken' }] });
  });

  it.each([
    ['an unexpected error', () => new Error('broken')],
    ['UNAVAILABLE', () => new ServiceError('UNAVAILABLE')],
    ['RATE_LIMITED', () => new ServiceError('RATE_LIMITED', { retryAfterSeconds: 3 })],
    ['a lock that ends', () => new ServiceError('ACCOUNT_LOCKED', { retryAfterSeconds: 60 })],
    ['an answer against its contract', () => null],
  ])('that met %s runs again', async (_, failure) => {
    const { state, handler } = counted(note, (run) => {
      const error = run === 1 ? failure() : undefined;
      if (error) throw error;
      return run === 1 ? new Reply({ wrong: true }, { status: 201 }) : new Reply({ text: 'a', run }, { status: 201 });
    });
    const ip = nextAddress();
    expect((await send(handler, { ip })).status).toBeGreaterThan(400);
    const again = await send(handler, { ip });
    expect([again.status, again.data.run, isReplay(again), state.runs]).toEqual([201, 2, false, 2]);
  });

  it('runs once also under 50 parallel tries; who comes meanwhile is told to wait', async () => {
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { state, handler } = counted(note, async (run) => {
      await gate;
      return new Reply({ text: 'a', run }, { status: 201 });
    });
    const ip = nextAddress();
    let refused = 0;
    const tries = Array.from({ length: 50 }, async () => {
      const answer = await send(handler, { ip });
      refused += answer.status === 409 ? 1 : 0;
      return answer;
    });
    await vi.waitFor(() => expect(refused).toBe(49), { timeout: 20_000 });
    finish();
    const answers = await Promise.all(tries);
    expect([state.runs, statuses(answers)]).toEqual([1, { 201: 1, 409: 49 }]);
    const waiting = answers.find(({ status }) => status === 409);
    expect([waiting?.code, waiting?.details.reason, waiting?.headers.get('retry-after')]).toEqual(['CONFLICT', 'in_progress', '1']);
    expect(isReplay(await send(handler, { ip }))).toBe(true);
  });
});

describe('the key', () => {
  it.each(['', 'a'.repeat(256), 'two words', 'tab\there', 'é', 'a, b'])('%j is refused', async (key) => {
    const { state, handler } = counted(note, (run) => new Reply({ text: 'a', run }, { status: 201 }));
    const answer = await send(handler, { key, ip: nextAddress() });
    expect([answer.status, answer.code, answer.fields[0]?.path, state.runs]).toEqual([400, 'VALIDATION_FAILED', 'idempotency-key', 0]);
  });

  it.each(['a', 'a'.repeat(255), '"8e03978e-40d5-43dd-bc93-6894a57f9324"', '!~{}|'])('%j is fine', async (key) => {
    const { handler } = counted(note, (run) => new Reply({ text: 'a', run }, { status: 201 }));
    expect((await send(handler, { key, ip: nextAddress() })).status).toBe(201);
  });

  it('means nothing where nothing is written', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    for (const key of ['k', 'two words']) expect((await call(getMe, named(key, { bearer }))).status).toBe(200);
  });

  it('means nothing to a POST that only reads, which must never answer what was true once', async () => {
    const { state, handler } = counted({ ...note, readOnly: true }, (run) => new Reply({ text: 'a', run }, { status: 201 }));
    const ip = nextAddress();
    expect([(await send(handler, { ip })).data.run, (await send(handler, { ip })).data.run, state.runs]).toEqual([1, 2, 2]);
    const introspection = contracts.filter(({ id }) => /introspect/i.test(id));
    expect(introspection.map(({ readOnly }) => readOnly)).toEqual(introspection.map(() => true));
  });

  it('is free again after 24 hours, when a process died with it, and not before', async () => {
    const { state, handler } = counted(note, (run) => new Reply({ text: 'a', run }, { status: 201 }));
    const age = (seconds: number) => db().$executeRaw`
      UPDATE idempotency_key SET started_at = started_at - ${seconds} * interval '1 second', expires_at = expires_at - ${seconds} * interval '1 second'`;
    const ip = nextAddress();
    await send(handler, { ip });
    await age(keptSeconds - 60);
    expect(isReplay(await send(handler, { ip }))).toBe(true);
    await age(60);
    expect((await send(handler, { ip, body: { text: 'b' } })).data.run).toBe(2);

    // As kill -9 leaves it: begun and never ended.
    await db().idempotencyKey.updateMany({ data: { completedAt: null, outcomeSealed: null } });
    await age(abandonedSeconds - 5);
    expect((await send(handler, { ip, body: { text: 'b' } })).details.reason).toBe('in_progress');
    await age(5);
    expect((await send(handler, { ip, body: { text: 'c' } })).code).toBe('IDEMPOTENCY_MISMATCH');
    expect((await send(handler, { ip, body: { text: 'b' } })).data.run).toBe(3);
    expect(state.runs).toBe(3);
  });

  it('a run that was taken for dead does not overwrite what the next one answered', async () => {
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { state, handler } = counted(note, async (run) => {
      if (run === 1) await gate;
      return new Reply({ text: 'a', run }, { status: 201 });
    });
    const ip = nextAddress();
    const slow = send(handler, { ip });
    await vi.waitFor(() => expect(state.runs).toBe(1));
    await db()
      .$executeRaw`UPDATE idempotency_key SET started_at = started_at - ${abandonedSeconds} * interval '1 second' WHERE completed_at IS NULL`;
    expect((await send(handler, { ip })).data.run).toBe(2);
    finish();
    expect((await slow).data.run).toBe(1);
    expect((await send(handler, { ip })).data.run).toBe(2);
  });
});

/** Something that a write does in a transaction, and how often it was done. */
const target = () => ({ type: 'note', id: newEmail() });
const writeNote = (what: { type: string; id: string }) =>
  inTransaction((transaction) =>
    recordEvent(transaction, { action: 'user.updated', result: 'success', target: what, caller: systemCaller }),
  );
const written = async ({ id }: { id: string }) =>
  (await events({ action: 'user.updated' })).filter(({ targetId }) => targetId === id).length;

describe('work that fails after its commit', () => {
  it.each([
    ['an unexpected error', () => new Error('broken')],
    ['UNAVAILABLE', () => new ServiceError('UNAVAILABLE')],
  ])('with %s is not done again: the repeat is told that it was carried out', async (_, failure) => {
    const [what, ip] = [target(), nextAddress()];
    const { state, handler } = counted(note, async () => {
      await writeNote(what);
      throw failure();
    });
    expect((await send(handler, { ip })).status).toBeGreaterThanOrEqual(500);
    const again = await send(handler, { ip });
    expect([again.status, again.details.reason, state.runs, await written(what)]).toEqual([409, 'answer_not_kept', 1, 1]);
  });

  it('with a refusal for now may be asked for again: what it noted was the try', async () => {
    const [what, ip] = [target(), nextAddress()];
    const { state, handler } = counted(note, async () => {
      await writeNote(what);
      throw new ServiceError('RATE_LIMITED', { retryAfterSeconds: 3 });
    });
    for (let round = 0; round < 2; round += 1) expect((await send(handler, { ip })).status).toBe(429);
    expect(state.runs).toBe(2);
  });
});

describe('a process that dies at work', () => {
  /** As kill -9 leaves it, a minute ago. */
  const die = () => db().$executeRaw`
    UPDATE idempotency_key SET completed_at = NULL, outcome_sealed = NULL, started_at = started_at - ${abandonedSeconds} * interval '1 second'`;

  it('after its commit leaves work that is not done again: the repeat is told that it was carried out', async () => {
    const [what, ip] = [target(), nextAddress()];
    const { state, handler } = counted(note, async (run) => {
      await writeNote(what);
      return new Reply({ text: 'a', run }, { status: 201 });
    });
    expect((await send(handler, { ip })).status).toBe(201);
    await die();
    const repeats = await Promise.all(Array.from({ length: 20 }, () => send(handler, { ip })));
    expect(new Set(repeats.map(({ status, details }) => `${status} ${details.reason}`))).toEqual(new Set(['409 answer_not_kept']));
    expect([state.runs, await written(what)]).toEqual([1, 1]);
    expect((await send(handler, { ip, body: { text: 'b' } })).code).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('before its commit leaves nothing, and one of any number of repeats does the work', async () => {
    const [what, ip] = [target(), nextAddress()];
    const { state, handler } = counted(note, async (run) => {
      await writeNote(what);
      return new Reply({ text: 'a', run }, { status: 201 });
    });
    await send(handler, { ip });
    await die();
    await db().idempotencyKey.updateMany({ where: { completedAt: null }, data: { committedAt: null } });
    const repeats = await Promise.all(Array.from({ length: 20 }, () => send(handler, { ip })));
    expect(repeats.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect([state.runs, await written(what)]).toEqual([2, 2]);
  });

  it('or only sleeps for a minute cannot commit beside the one that took its place', async () => {
    const [what, ip] = [target(), nextAddress()];
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { state, handler } = counted(note, async (run) => {
      if (run === 1) await gate;
      await writeNote(what);
      return new Reply({ text: 'a', run }, { status: 201 });
    });
    const slow = send(handler, { ip });
    await vi.waitFor(() => expect(state.runs).toBe(1));
    await die();
    expect((await send(handler, { ip })).data.run).toBe(2);
    finish();
    expect((await slow).status).toBe(503);
    expect((await send(handler, { ip })).data.run).toBe(2);
    expect(await written(what)).toBe(1);
  });
});

describe('a replay', () => {
  it('is for the session that asked, and for nobody else', async () => {
    const [ada, bob] = [await makePerson(), await makePerson()];
    const [first, second, other] = [await signIn(ada), await signIn(ada), await signIn(bob)];
    const body = { name: 'Ada' };
    const before = await call(updateMe, named('same', { bearer: first.accessToken, body }));
    for (const { accessToken: bearer } of [second, other]) {
      const answer = await call(updateMe, named('same', { bearer, body }));
      expect([answer.status, isReplay(answer)]).toEqual([200, false]);
    }
    expect((await call(updateMe, named('same', { bearer: other.accessToken, body }))).data.email).toBe(bob.email);
    const again = await call(updateMe, named('same', { bearer: first.accessToken, body }));
    expect([isReplay(again), again.text]).toEqual([true, before.text]);
    expect((await events({ subjectId: ada.id, action: 'user.updated' })).length).toBe(1);
  });

  it('before signing in is for the same address and the same cookies only', async () => {
    const { handler } = counted(note, (run) => new Reply({ text: 'a', run }, { status: 201 }));
    const ip = nextAddress();
    const token = 'a'.repeat(43);
    const origin = 'http://localhost:3000';
    expect((await send(handler, { ip })).data.run).toBe(1);
    expect((await send(handler, { ip: nextAddress() })).data.run).toBe(2);
    for (const [index, name] of ['challenge', 'passkey', 'link'].entries()) {
      const cookies = Object.fromEntries(
        ['challenge', 'passkey', 'offered-link'].map((each) => [each, `__Host-gatehouse-${each}=${token}`]),
      );
      const cookie = cookies[name === 'link' ? 'offered-link' : name] ?? '';
      const answer = await send(handler, { ip, headers: { cookie, origin } });
      expect([name, answer.data.run]).toEqual([name, index + 3]);
    }
    expect((await send(handler, { ip })).data.run).toBe(1);
  });

  it('comes after every check: not for a session that ended, a suspended account, a stale proof or too many requests', async () => {
    const person = await makePerson();
    const { accessToken: bearer, sessionId } = await signIn(person);
    const ask = () => call(updateMe, named('k', { bearer, body: { name: 'Ada' } }));
    expect([(await ask()).status, isReplay(await ask())]).toEqual([200, true]);
    await db().user.update({ where: { id: person.id }, data: { status: 'suspended' } });
    expect([(await ask()).status, isReplay(await ask())]).toEqual([401, false]);
    await db().user.update({ where: { id: person.id }, data: { status: 'active' } });
    expect(isReplay(await ask())).toBe(true);
    await db().session.update({ where: { id: sessionId }, data: { revokedAt: new Date() } });
    expect([(await ask()).status, isReplay(await ask())]).toEqual([401, false]);
  });

  it('does the work of a real endpoint once: one mail, one event', async () => {
    const email = newEmail();
    const ip = nextAddress();
    const ask = () => call(register, named('r', { ip, body: { email, password: goodPassword, accept_terms: true } }));
    const [first, again] = [await ask(), await ask()];
    expect([first.status, again.status, isReplay(again)]).toEqual([202, 202, true]);
    expect((await queuedMails(await userIdOf(email))).length).toBe(1);
  });

  it('can take a cookie away but never sets one', async () => {
    const clearing = 'session=; Path=/; Max-Age=0; HttpOnly';
    const { handler } = counted(note, (run) => new Reply({ text: 'a', run }, { status: 201, cookies: [clearing] }));
    const setting = counted(note, (run) => new Reply({ text: 'a', run }, { status: 201, cookies: ['session=secret; Max-Age=09'] }));
    const ip = nextAddress();
    await send(handler, { ip });
    const again = await send(handler, { ip });
    expect([isReplay(again), again.cookies]).toEqual([true, [clearing]]);
    const other = nextAddress();
    expect((await send(setting.handler, { ip: other })).cookies.length).toBe(1);
    const refused = await send(setting.handler, { ip: other });
    expect([refused.status, refused.details.reason, refused.cookies, setting.state.runs]).toEqual([409, 'answer_not_kept', [], 1]);
  });
});

describe('an answer with a secret', () => {
  it('is given once: the repeat is told that it was done, does nothing and gets nothing', async () => {
    const person = await makePerson();
    const { accessToken: bearer } = await enrol(person);
    const ask = () => call(renewBackupCodes, named('codes', { bearer, body: {} }));
    const [first, again] = [await ask(), await ask()];
    expect([first.status, first.data.backup_codes.length]).toEqual([200, 10]);
    expect([again.status, again.code, again.details.reason, again.data]).toEqual([409, 'CONFLICT', 'answer_not_kept', undefined]);
    expect((await events({ subjectId: person.id, action: 'backup_codes.renewed' })).length).toBe(1);

    const ip = nextAddress();
    const signInAgain = () => call(login, named('in', { ip, body: { email: person.email, password: goodPassword } }));
    expect([(await signInAgain()).status, (await signInAgain()).details.reason]).toEqual([202, 'answer_not_kept']);
  });

  it('a refusal of such an endpoint holds none and is kept', async () => {
    const person = await makePerson();
    const ip = nextAddress();
    const ask = () => call(login, named('in', { ip, body: { email: person.email, password: 'wrong' } }));
    const [first, again] = [await ask(), await ask()];
    expect([first.status, isReplay(again), again.text]).toEqual([401, true, first.text]);
    expect((await db().user.findUniqueOrThrow({ where: { id: person.id } })).failedSignIns).toBe(1);
  });

  it('is marked in every contract that has one', () => {
    // `client_secrets` is the list of those there are, without any.
    const telling = /token|secret$|_codes$|otpauth|challenge|^key$|options|authorization_url/;
    const names = (value: unknown): string[] =>
      typeof value !== 'object' || value === null
        ? []
        : [
            ...('properties' in value && typeof value.properties === 'object' ? Object.keys(value.properties ?? {}) : []),
            ...Object.values(value).flatMap(names),
          ];
    const holding = contracts.filter(
      (contract) =>
        isWrite(contract) &&
        Object.values(contract.responses).some((shape) =>
          names(z.toJSONSchema(shape, { unrepresentable: 'any' })).some((name) => telling.test(name)),
        ),
    );
    expect(holding.filter(({ secretAnswer }) => !secretAnswer).map(({ id }) => id)).toEqual([]);
    expect(holding.length).toBeGreaterThan(10);
  });
});

describe('in the database', () => {
  it('is neither the key nor anything of the answer or the caller', async () => {
    const person = await makePerson();
    const { accessToken: bearer, sessionId } = await signIn(person);
    const name = 'Augusta Ada King';
    await call(updateMe, named('a-key-that-is-a-word', { bearer, body: { name } }));
    const rows = (await everyRow()).split('\n').filter((row) => row.startsWith('public.idempotency_key'));
    const text = rows.join('\n');
    expect(rows.length).toBeGreaterThan(0);
    for (const secret of ['a-key-that-is-a-word', name, person.email, person.id, sessionId]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
      expect(text).not.toContain(Buffer.from(secret).toString('base64'));
    }
  });

  it('an answer moved to the row of another key does not open', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    const ask = (key: string) => call(updateMe, named(key, { bearer, body: { name: 'Ada' } }));
    await db().idempotencyKey.deleteMany();
    await ask('one');
    const { outcomeSealed } = await db().idempotencyKey.findFirstOrThrow();
    await ask('two');
    await db().idempotencyKey.updateMany({ data: { outcomeSealed } });
    expect([(await ask('one')).status, (await ask('two')).status]).toEqual([200, 500]);
  });

  it('signing out with a key cannot be asked twice, because nobody is there any more', async () => {
    const { accessToken: bearer } = await signIn(await makePerson());
    const ask = () => call(logout, named('out', { bearer, body: {} }));
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 401]);
  });
});
