import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { forgotPassword, login } from '#lib/contracts/auth.ts';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { db } from '#lib/db/client.ts';
import { call } from '#scripts/testing/api.ts';
import { makePerson, newEmail } from '#scripts/testing/people.ts';
import { evenFailures, evenTiming } from './even-timing.ts';

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work().catch(() => undefined);
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

it('evenTiming ends success and failure at a multiple of the step only', async () => {
  for (const [work, least] of [
    [() => wait(1), 50],
    [() => wait(60), 100],
    [() => Promise.reject(new Error('no')), 50],
  ] as const) {
    const took = await milliseconds(() => evenTiming(50, work));
    expect(took).toBeGreaterThanOrEqual(least - 1);
  }
});

it('evenFailures delays failures only', async () => {
  expect(await milliseconds(() => evenFailures(200, () => Promise.resolve()))).toBeLessThan(100);
  expect(await milliseconds(() => evenFailures(200, () => Promise.reject(new Error('no'))))).toBeGreaterThanOrEqual(199);
});

/**
 * Medians of interleaved samples: only what differs between the two cases is left. On a machine so busy that a case
 * straddles two steps the sample says nothing, so up to three are taken.
 */
async function medianGap(contract: Endpoint, one: () => Promise<object>, other: () => Promise<object>, samples: number): Promise<number> {
  let smallest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3 && smallest >= 5; round += 1) {
    const times: [number[], number[]] = [[], []];
    for (let sample = 0; sample < samples; sample += 1) {
      for (const [index, bodyOf] of [one, other].entries()) {
        const body = await bodyOf();
        times[index]?.push(await milliseconds(() => call(contract, { body })));
      }
    }
    smallest = Math.min(smallest, Math.abs(median(times[0]) - median(times[1])));
  }
  return smallest;
}

it('a wrong password and an unknown address take the same time', async () => {
  const person = await makePerson();
  const known = async () => {
    await db().user.update({ where: { id: person.id }, data: { failedSignIns: 0, lockedUntil: null } });
    return { email: person.email, password: 'not the password' };
  };
  const unknown = async () => ({ email: newEmail(), password: 'not the password' });
  expect(await medianGap(login, known, unknown, 30)).toBeLessThan(5);
}, 60_000);

it('asking for a link to a known and to an unknown address takes the same time', async () => {
  const known = async () => ({ email: (await makePerson()).email });
  const unknown = async () => ({ email: newEmail() });
  expect(await medianGap(forgotPassword, known, unknown, 12)).toBeLessThan(5);
}, 60_000);
