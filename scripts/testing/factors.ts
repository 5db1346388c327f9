import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { generateSync } from 'otplib';
import { login } from '#lib/contracts/auth.ts';
import { enableFactor, setupFactor, verifySecondFactor } from '#lib/contracts/factors.ts';
import { db } from '#lib/db/client.ts';
import { type ApiAnswer, type CallOptions, call } from './api.ts';
import { type ApiSession, goodPassword, type Person, signIn } from './people.ts';

const stepSeconds = 30;
let oathtoolIsMissing = false;

/** The code of otplib, which the server uses as well: weaker evidence than another program's, for machines without oathtool. */
function otplibCode(secret: string, epoch: number): string {
  return generateSync({ secret, epoch });
}

/** The code that an authenticator app would show, by default now; `offset` in steps of 30 seconds. Computed by `oathtool` where it is installed. */
export function totpCode(secret: string, offset = 0): string {
  const epoch = Math.floor(Date.now() / 1000) + offset * stepSeconds;
  if (oathtoolIsMissing) return otplibCode(secret, epoch);
  try {
    return execFileSync('oathtool', ['--totp', '-b', secret, '-N', `@${epoch}`], { encoding: 'utf8' }).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    oathtoolIsMissing = true;
    return otplibCode(secret, epoch);
  }
}

/** A code of the right form that is none of the five around now. */
export function wrongCode(secret: string): string {
  const right = new Set([-2, -1, 0, 1, 2].map((offset) => totpCode(secret, offset)));
  for (let code = 0; ; code += 1) {
    const text = String(code).padStart(6, '0');
    if (!right.has(text)) return text;
  }
}

/** Waits until the current time step has some seconds left, so that a test's codes stay in the steps it thinks they are in. */
export async function awayFromStepEnd(seconds = 6): Promise<void> {
  const left = stepSeconds * 1000 - (Date.now() % (stepSeconds * 1000));
  if (left < seconds * 1000) await wait(left + 20);
}

export type Enrolment = ApiSession & { secret: string; backupCodes: string[] };

/** Sets up an authenticator app through the API, with the code of the step before now: those of now and later stay unused. */
export async function enrol(person: Person): Promise<Enrolment> {
  const session = await signIn(person);
  const bearer = session.accessToken;
  const { secret, setup_id } = (await call(setupFactor, { bearer, body: { method: 'totp' } })).data;
  // At the end of a step the code of the one before it would be two steps old on arrival.
  await awayFromStepEnd(3);
  const answer = await call(enableFactor, { bearer, body: { setup_id, code: totpCode(secret, -1) } });
  if (answer.status !== 200) throw new Error(`Enabling answered ${answer.status} ${answer.code}.`);
  return { ...session, secret, backupCodes: answer.data.backup_codes };
}

/** Lets the codes around now be used again. */
export async function forgetUsedSteps(person: Pick<Person, 'id'>): Promise<void> {
  await db().factor.updateMany({ where: { userId: person.id }, data: { lastStep: 0 } });
}

/** Proves the password of somebody with a second factor; answers the token of the challenge. */
export async function openedChallenge(person: Pick<Person, 'email'>, options: CallOptions = {}): Promise<string> {
  const answer = await call(login, { ...options, body: { email: person.email, password: goodPassword } });
  if (answer.status !== 202) throw new Error(`Signing in answered ${answer.status} ${answer.code}.`);
  return answer.data.challenge_token;
}

type FactorCode = { method?: 'totp' | 'sms' | 'email' | 'backup_code'; code: string; trust_device?: boolean };

/** Answers a challenge. */
export function answerWith(challengeToken: string, proof: FactorCode, options: CallOptions = {}): Promise<ApiAnswer> {
  return call(verifySecondFactor, { ...options, body: { challenge_token: challengeToken, method: 'totp', ...proof } });
}

/** Opens a challenge and answers it. */
export async function signInWithFactor(person: Pick<Person, 'email'>, proof: FactorCode, options: CallOptions = {}): Promise<ApiAnswer> {
  return answerWith(await openedChallenge(person, options), proof, options);
}

/** Moves the last proof of one session so far back that it does not count any more. */
export async function makeStale(sessionId: string): Promise<void> {
  await db().session.update({ where: { id: sessionId }, data: { stepUpAt: new Date(Date.now() - 10 * 60_000 - 1000) } });
}
