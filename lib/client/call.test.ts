import { afterEach, describe, expect, it, vi } from 'vitest';
import { listSessions, revokeOtherSessions, revokeSession } from '#lib/contracts/sessions.ts';
import { call } from './call.ts';

function answerWith(body: unknown, init: ResponseInit = {}) {
  const fetched = vi.fn<typeof fetch>(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), init));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

describe('call', () => {
  it('answers the data of the envelope', async () => {
    answerWith({ success: true, data: [] });
    expect(await call(listSessions)).toEqual([]);
  });

  it('writes parameters and query into the address, encoded', async () => {
    const fetched = answerWith({ success: true, data: { revoked: true } });
    await call(revokeSession, { params: { session_id: 'a/../b' } });
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/v1/users/me/sessions/a%2F..%2Fb');
    await call(revokeOtherSessions, { query: { except: 'current' } });
    expect(fetched.mock.calls[1]?.[0]).toBe('/api/v1/users/me/sessions?except=current');
  });

  it('throws the code, fields, request id and waiting time of a refusal', async () => {
    const details = { fields: [{ path: 'name', code: 'too_big', message: 'Too long.' }] };
    answerWith(
      { success: false, error: { code: 'RATE_LIMITED', message: 'Wait.', details }, metadata: { request_id: 'r1' } },
      { status: 429, headers: { 'Retry-After': '42' } },
    );
    await expect(call(listSessions)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      requestId: 'r1',
      retryAfterSeconds: 42,
      fields: details.fields,
    });
  });

  it('names an answer that is not JSON and a failing network', async () => {
    answerWith('<html>', { status: 502 });
    await expect(call(listSessions)).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 502 });
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(call(listSessions)).rejects.toMatchObject({ code: 'NETWORK', status: 0 });
  });
});
