import { describe, expect, it } from 'vitest';
import { type ApiRoute, routeFinder } from './api-routes.ts';

const route = (path: string): ApiRoute => ({ path, handlers: {} });
const find = routeFinder(
  ['/users', '/users/{user_id}', '/users/me', '/users/{user_id}/roles/{role_id}', '/users/me/roles/{role_id}'].map(route),
);
const found = (path: string) => {
  const place = find(path);
  return place && { path: place.route.path, params: place.params };
};

describe('the route of a path', () => {
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
