import { expect, it } from 'vitest';
import { grantRole } from '#lib/contracts/roles.ts';
import { db } from '#lib/db/client.ts';
import { findActorBySessionId } from '#lib/sessions/find-actor.ts';
import { call } from '#scripts/testing/api.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { getManagedUser } from './find-managed-user.ts';
import { listGrantableRoles } from './grantable-roles.ts';

it('the page offers exactly the roles that the API lets the reader give', async () => {
  const roles = await db().role.findMany({ orderBy: [{ rank: 'asc' }, { name: 'asc' }] });
  for (const role of ['super_admin', 'admin', 'moderator'] as const) {
    const person = await makePerson({ role });
    const { accessToken: bearer, sessionId } = await signIn(person);
    const lookup = await findActorBySessionId(sessionId, person.id);
    if (!lookup.ok) throw new Error('not signed in');
    for (const target of [await makePerson(), await makePerson({ role: 'admin' }), person]) {
      const managed = await getManagedUser(target.id);
      const offered = (await listGrantableRoles(lookup.actor, managed)).map(({ name }) => name);
      const held = (await getManagedUser(target.id)).roles;
      const given: string[] = [];
      for (const { id, name } of roles.filter((each) => !held.includes(each.name))) {
        const params = { user_id: target.id };
        const { status } = await call(grantRole, { bearer, params, body: { role_id: id } });
        expect([201, 403]).toContain(status);
        if (status !== 201) continue;
        given.push(name);
        // Each by itself: what was given before would change what may be given next.
        await db().userRole.deleteMany({ where: { userId: target.id, roleId: id } });
      }
      expect([role, target === person, offered]).toEqual([role, target === person, given]);
    }
  }
});
