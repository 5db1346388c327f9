// The types are the promise here: `tsc -p clients/typescript` checks this file (npm test, "types").
import { expect, expectTypeOf, it } from 'vitest';
import { contracts } from '../../../lib/contracts/index.ts';
import type { errorTable } from '../../../lib/errors.ts';
import {
  type ClientSession,
  createGatehouse,
  type ErrorCode,
  type GatehouseError,
  type GatehouseErrorCode,
  type Listing,
  type LoginData,
  type Page,
  type SecondFactorRequired,
  type SignedIn,
  type User,
} from '../src/index.ts';

const gatehouse = createGatehouse({ baseUrl: 'https://id.example.com', fetch: () => new Promise(() => undefined) });

it('a sign-in answers a union that its status decides', () => {
  expectTypeOf(gatehouse.auth.login).parameter(0).toExtend<{ password: string; email?: string }>();
  expectTypeOf<LoginData>().toEqualTypeOf<SignedIn | SecondFactorRequired>();
  expectTypeOf<Extract<LoginData, { status: 'signed_in' }>['user']>().toEqualTypeOf<User | null>();
});

it('wrong requests do not compile', () => {
  // Never called: only the compiler looks at it.
  const wrong = () => [
    // @ts-expect-error a password is missing
    gatehouse.auth.login({ email: 'ada@example.com' }),
    // @ts-expect-error there is no such field
    gatehouse.users.me.update({ nickname: 'Ada' }),
    // @ts-expect-error the id is missing
    gatehouse.users.me.sessions.revoke(),
    // @ts-expect-error terms are accepted or not
    gatehouse.auth.register({ email: 'a@b.c', password: 'x', accept_terms: false }),
    // @ts-expect-error there is no such method
    gatehouse.users.me.sessions.burn(),
    // @ts-expect-error a language we do not have
    gatehouse.users.me.update({ locale: 'tlh' }),
  ];
  expect(wrong).toBeTypeOf('function');
});

it('answers have the shapes of the contracts', () => {
  expectTypeOf(gatehouse.users.me()).resolves.toEqualTypeOf<User>();
  expectTypeOf<User['status']>().toEqualTypeOf<'pending' | 'active' | 'suspended' | 'deletion_scheduled' | 'erased'>();
  expectTypeOf<User['last_sign_in_at']>().toEqualTypeOf<string | null>();
  expectTypeOf(gatehouse.auth.logout).parameter(0).toEqualTypeOf<{ scope?: 'this' | 'others' | 'all' } | undefined>();
});

it('lists can be gone through and awaited', () => {
  expectTypeOf(gatehouse.users.me.sessions.list()).toExtend<AsyncIterable<{ id: string; current: boolean }>>();
  expectTypeOf<Awaited<Listing<{ id: string }>>>().toEqualTypeOf<Page<{ id: string }>>();
  expectTypeOf(gatehouse.session).toEqualTypeOf<ClientSession>();
});

it('an error has every code of the table, and the two of the client', () => {
  expectTypeOf<ErrorCode>().toEqualTypeOf<keyof typeof errorTable>();
  expectTypeOf<GatehouseErrorCode>().toEqualTypeOf<ErrorCode | 'NETWORK' | 'UNREADABLE'>();
  expectTypeOf<GatehouseError['code']>().toEqualTypeOf<GatehouseErrorCode>();
});

it('where a browser goes by itself, it is an address', () => {
  expectTypeOf(gatehouse.auth.oauth.url).returns.toEqualTypeOf<URL>();
  expect(contracts.length).toBeGreaterThan(60);
});
