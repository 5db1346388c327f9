import { signInAdmission } from '#lib/passwords/hash-queue.ts';

/**
 * Whether a request is a sign-in that the full process would refuse anyway. Refusing it here costs a twentieth of what the
 * way through Next costs. No single address can bring this about: `login` limits it long before (lib/rate-limit/rules.ts).
 */
export function isExcessSignIn(method: string | undefined, path: string): boolean {
  return method === 'POST' && path === '/api/v1/auth/login' && signInAdmission.isFull;
}
