import { allPermissions } from '#lib/roles/catalogue.ts';
import { type DecisionActor, decide, type Grant } from '#lib/roles/decide.ts';

const rounds = 200_000;
const now = new Date();

/** Ten roles, each with all but wildcards: more than anybody holds. */
function busyActor(): DecisionActor {
  const grant = (index: number): Grant => ({
    role: { id: String(index), name: `role_${index}` },
    rank: index,
    permissions: allPermissions,
    since: now,
    expiresAt: index % 2 === 0 ? null : new Date(now.getTime() + 60_000),
    organizationId: null,
  });
  return { id: 'actor', grants: Array.from({ length: 10 }, (_, index) => grant(index)), scopes: allPermissions, closed: null };
}

/** Microseconds that one decision about a person takes, with ten roles and ten permissions to be handed out. */
export function decisionMicroseconds(): number {
  const actor = busyActor();
  const resource = { userId: 'target', rank: 5, permissions: allPermissions.slice(-10) };
  const run = (count: number) => {
    let allowed = 0;
    for (let round = 0; round < count; round += 1) if (decide(actor, 'admin.users.roles', resource, now).allowed) allowed += 1;
    return allowed;
  };
  run(rounds / 10);
  const startedAt = performance.now();
  if (run(rounds) !== rounds) throw new Error('The decision of the bench is not the one that is meant.');
  return Math.round(((performance.now() - startedAt) / rounds) * 1e5) / 100;
}
