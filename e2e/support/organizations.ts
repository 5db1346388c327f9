import { type APIRequestContext, expect } from '@playwright/test';
import { mainServer } from './main-server.ts';

/** Makes an organization that somebody owns, as the administrator who is signed in with `request`. */
export async function organizationOf(request: APIRequestContext, ownerId: string, name: string): Promise<{ id: string; slug: string }> {
  const answer = await request.post('/api/v1/organizations', { data: { name, owner_id: ownerId }, headers: { origin: mainServer.url } });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).data;
}
