import type { Actor } from '#lib/sessions/actor.ts';
import { freshUntil, listStepUpMethods, type StepUpMethod } from '#lib/sign-in/step-up.ts';

export { freshUntil };

/** What the step-up page has to know: whether a proof still counts, and which methods could renew it. */
export async function describeStepUp(actor: Actor): Promise<{ isFresh: boolean; methods: Exclude<StepUpMethod, 'passkey'>[] }> {
  const methods = await listStepUpMethods(actor.user.id);
  // The pages learn to ask for passkeys next.
  return { isFresh: freshUntil(actor) !== null, methods: methods.filter((method) => method !== 'passkey') };
}
