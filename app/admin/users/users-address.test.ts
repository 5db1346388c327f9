import { expect, it } from 'vitest';
import { readUsersAddress, usersAddress } from './users-address.ts';

it('what the form sends is what the list is asked for, and empty fields ask for nothing', () => {
  const { values, filter } = readUsersAddress({
    search: ' ada ',
    status: 'suspended',
    role: '',
    mfa: 'false',
    verified: '',
    provider: '',
    sort: 'created_at',
    created_after: '2026-01-31',
    last_seen_before: '',
  });
  expect(filter).toEqual({ search: 'ada', status: 'suspended', mfa: false, sort: 'created_at', created_after: '2026-01-31T00:00:00Z' });
  expect(usersAddress(values)).toBe('/admin/users?search=ada&status=suspended&mfa=false&sort=created_at&created_after=2026-01-31');
  expect(readUsersAddress(Object.fromEntries(new URL(usersAddress(values), 'http://localhost').searchParams)).values).toEqual(values);
});

it('what is mistyped in an address is left out, so that there is a list all the same', () => {
  const wrong = {
    status: 'gone',
    role: "x' OR 1=1",
    mfa: 'yes',
    sort: 'email',
    created_after: '2026-13-45',
    provider: '%',
    search: 'a'.repeat(121),
  };
  const { values, filter } = readUsersAddress({ ...wrong, verified: ['true', 'false'], unknown: 'x' });
  expect(filter).toEqual({ sort: '-created_at' });
  expect(usersAddress(values)).toBe('/admin/users');
});

it('the chosen columns are in the address, in their order; unknown ones and none mean the usual ones', () => {
  const { columns } = readUsersAddress({ column: ['seen', 'id', 'x'] });
  expect(columns).toEqual(['seen', 'id']);
  expect(usersAddress({ search: 'ada' }, { columns, cursor: 'c' })).toBe('/admin/users?search=ada&column=seen&column=id&cursor=c');
  for (const column of [undefined, '', 'x', [] as string[]])
    expect(usersAddress({}, { columns: readUsersAddress({ column }).columns })).toBe('/admin/users');
  expect(readUsersAddress({ column: 'id' }).columns).toEqual(['id']);
});
