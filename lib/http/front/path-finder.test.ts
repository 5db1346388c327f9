import { describe, expect, it } from 'vitest';
import { pathFinder } from './path-finder.ts';

const find = pathFinder(
  ['/users', '/users/{user_id}', '/users/me', '/users/{user_id}/roles/{role_id}', '/users/me/roles/{role_id}'].map((path) => ({ path })),
);
const found = (path: string) => {
  const result = find(path);
  return result && { path: result.place.path, params: result.params };
};

describe('whose path a path is', () => {
  it('what is spelled out goes before a parameter', () => {
    expect(found('/users/me')).toEqual({ path: '/users/me', params: {} });
    expect(found('/users/me/roles/7')).toEqual({ path: '/users/me/roles/{role_id}', params: { role_id: '7' } });
    expect(found('/users/8/roles/7')).toEqual({ path: '/users/{user_id}/roles/{role_id}', params: { user_id: '8', role_id: '7' } });
  });

  it('a parameter is one part of the path, decoded, and never empty', () => {
    expect(found('/users/a%2Fb%20c')).toEqual({ path: '/users/{user_id}', params: { user_id: 'a/b c' } });
    for (const path of ['/users/', '/users//roles/7', '/users/1/2', '/Users', '/user', '/', '']) expect(found(path)).toBeNull();
  });
});
