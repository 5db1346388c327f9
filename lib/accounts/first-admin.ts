import { type Caller, systemCaller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { type Database, db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { consumeToken, findLiveToken, issueOneTimeToken } from '#lib/one-time-tokens/one-time-token.ts';
import { checkPasswordPolicy } from '#lib/passwords/policy.ts';
import { slowHash } from '#lib/passwords/slow-hash.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { createUser } from './create-user.ts';

type FirstAdmin = { status: 'exists' } | { status: 'created'; email: string } | { status: 'setup_link'; url: string };

async function superAdminExists(database: Database): Promise<boolean> {
  return (await database.userRole.count({ where: { role: { name: 'super_admin' } } })) > 0;
}

/** Only one at a time decides whether there is a super admin, whatever number of instances start or forms are sent. */
async function takeTurn(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse:first-admin'))`;
}

async function createSuperAdmin(
  transaction: Transaction,
  admin: { email: string; name?: string | undefined; passwordHash: string },
  caller: Caller,
): Promise<void> {
  const created = await createUser(transaction, {
    pool: defaultPool,
    email: admin.email,
    emailVerified: true,
    name: admin.name ?? null,
    passwordHash: admin.passwordHash,
    role: 'super_admin',
  });
  if (!created) throw new ServiceError('CONFLICT', { message: 'There is already an account with this address. Choose another.' });
  await recordEvent(transaction, {
    action: 'admin.set_up',
    result: 'success',
    actorId: created.id,
    subjectId: created.id,
    subjectKey: created.dataKey,
    caller,
  });
}

/** At start: makes the first super admin from ADMIN_EMAIL and ADMIN_PASSWORD, or a one-time setup link (24 h; older ones stop working). */
export async function ensureFirstAdmin(): Promise<FirstAdmin> {
  if (await superAdminExists(db())) return { status: 'exists' };
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password, APP_URL } = env();
  if (email && password) await checkPasswordPolicy(defaultPool, password, [email]);
  const passwordHash = password ? await slowHash(password) : null;
  return inTransaction(async (transaction): Promise<FirstAdmin> => {
    await takeTurn(transaction);
    if (await superAdminExists(transaction)) return { status: 'exists' };
    if (email && passwordHash) {
      await createSuperAdmin(transaction, { email, passwordHash }, systemCaller);
      return { status: 'created', email };
    }
    const token = await issueOneTimeToken(transaction, { purpose: 'admin_setup', userId: null });
    return { status: 'setup_link', url: `${APP_URL}/setup?token=${token}` };
  });
}

async function refuse(caller: Caller): Promise<never> {
  await recordEvent(db(), { action: 'admin.setup_failed', result: 'failure', reason: 'invalid_token', caller });
  throw new ServiceError('INVALID_TOKEN');
}

/** Creates the first super admin with the setup link's token. INVALID_TOKEN once there is one; CONFLICT for a taken address. */
export async function setUpFirstAdmin(
  input: { token: string; email: string; password: string; name?: string | undefined },
  caller: Caller,
): Promise<{ created: true }> {
  const token = await findLiveToken('admin_setup', input.token);
  if (!token || (await superAdminExists(db()))) return refuse(caller);
  await checkPasswordPolicy(defaultPool, input.password, [input.email, input.name]);
  const passwordHash = await slowHash(input.password);
  const created = await inTransaction(async (transaction) => {
    await takeTurn(transaction);
    if ((await superAdminExists(transaction)) || !(await consumeToken(transaction, token.id))) return false;
    await createSuperAdmin(transaction, { email: input.email, name: input.name, passwordHash }, caller);
    return true;
  });
  if (!created) return refuse(caller);
  return { created: true };
}
