import { forgetWithOthers } from './forget-limit.ts';
import { storeRefusals } from './store-refusals.ts';

/** Writes down whom this process refused, and forgets what an administrator had forgotten on another one. */
export async function shareRefusals(): Promise<void> {
  await storeRefusals();
  await forgetWithOthers();
}
