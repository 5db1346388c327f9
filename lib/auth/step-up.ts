import type { Actor } from '#lib/sessions/actor.ts';
import { freshUntil, listStepUpMethods, type StepUpMethod } from '#lib/sign-in/step-up.ts';

export { freshUntil };

/** What the step-up page has to know: whether a proof still counts, and which methods could renew it. */
export async function describeStepUp(actor: Actor): Promise<{ isFresh: boolean; methods: StepUpMethod[] }> {
  return { isFresh: freshUntil(actor) !== null, methods: await listStepUpMethods(actor.user) };
}
