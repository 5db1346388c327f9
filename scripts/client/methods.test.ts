import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { contracts } from '#lib/contracts/index.ts';
import { endpointsSource } from './endpoints-source.ts';
import { methodName } from './method-name.ts';
import { describeMethods, isMethod } from './methods.ts';
import { typesSource } from './types-source.ts';

const methods = describeMethods(contracts);

describe('the methods of the client', () => {
  it('are all endpoints, each once and under a name of its own', () => {
    const names = methods.map(({ place }) => place.join('.'));
    expect(methods.map(({ contract }) => contract)).toEqual(contracts.filter(isMethod));
    expect(new Set(names).size).toBe(methods.length);
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)+$/);
  });

  it.each([
    ['login', '/auth/login', 'auth.login'],
    ['requestMagicLink', '/auth/magic-link', 'auth.magicLink.request'],
    ['verifySecondFactor', '/auth/2fa/verify', 'auth.secondFactor.verify'],
    ['getMe', '/users/me', 'users.me'],
    ['listSessions', '/users/me/sessions', 'users.me.sessions.list'],
    ['revokeSession', '/users/me/sessions/{session_id}', 'users.me.sessions.revoke'],
    ['getOwnRecovery', '/users/me/recovery', 'users.me.recovery.get'],
    ['approveRecovery', '/admin/recovery-requests/{id}/approve', 'admin.recoveryRequests.approve'],
    ['rotateApiKey', '/users/me/api-keys/{id}/rotate', 'users.me.apiKeys.rotate'],
    ['createApiKey', '/users/me/api-keys', 'users.me.apiKeys.create'],
    ['listPolicies', '/policies', 'policies.list'],
    ['readPolicy', '/policies/{id}', 'policies.read'],
  ])('%s at %s is %s', (id, path, name) => {
    expect(methodName({ id, path })).toBe(name);
  });

  it('keep apart what the rule would call the same', () => {
    const base: Omit<Endpoint, 'id' | 'path'> = {
      method: 'GET',
      tag: 'X',
      summary: 'X',
      access: { anyone: true },
      responses: { 200: z.null() },
      errors: [],
    };
    const two = describeMethods([
      { ...base, id: 'listThings', path: '/things' },
      { ...base, id: 'listMyThings', path: '/things' },
    ]);
    expect(two.map(({ place }) => place.join('.'))).toEqual(['things.list', 'things.listMyThings']);
  });
});

describe('the generated sources', () => {
  it('say what each method takes and answers', () => {
    const source = endpointsSource(methods);
    for (const { typeName } of methods)
      if (typeName !== 'StartOauth') expect(source).toMatch(new RegExp(`Types\\.${typeName}(?:Data|Item)\\b`));
    expect(source).toContain('revoke: (sessionId: string, options?: RequestOptions) => Promise<Types.RevokeSessionData>;');
    expect(source).toContain('Needs the permission `admin.dashboard.read`.');
  });

  it('leave answers open and requests closed, and name every error code', async () => {
    const source = await typesSource(methods);
    expect(source).toContain("| 'TOKEN_REVOKED'");
    expect(source).toMatch(/export interface User \{/);
    expect(source.replace(/\/\*[\s\S]*?\*\//g, '')).not.toMatch(/: any\b|\bany\[\]/);
    for (const { typeName, input, list, redirect } of methods) {
      const expected = [
        input === 'body' && `${typeName}Body`,
        input === 'query' && `${typeName}Query`,
        !redirect && `${typeName}${list ? 'Item' : 'Data'}`,
      ];
      for (const name of expected) if (name) expect(source).toMatch(new RegExp(`export (?:interface|type) ${name}\\b`));
    }
  });
});
