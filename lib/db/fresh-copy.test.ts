import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { freshCopy } from './fresh-copy.ts';

let names = 0;

function counted(load?: (count: number) => Promise<number>) {
  let count = 0;
  names += 1;
  const copy = freshCopy(`test-${names}`, () => {
    count += 1;
    return load ? load(count) : Promise.resolve(count);
  });
  return { copy, count: () => count };
}

describe('a fresh copy', () => {
  it('is read once for any number of readers', async () => {
    const { copy, count } = counted();
    expect(new Set(await Promise.all(Array.from({ length: 1000 }, copy.read)))).toEqual(new Set([1]));
    expect(count()).toBe(1);
  });

  it('is less than a second old', async () => {
    const { copy } = counted();
    await copy.read();
    await sleep(950);
    expect(await copy.read()).toBe(2);
  });

  it('is shared by bundles that each have this module', async () => {
    const { copy } = counted();
    await copy.read();
    const twin = freshCopy(`test-${names}`, () => Promise.resolve(-1));
    expect(await twin.read()).toBe(1);
    twin.forget();
    expect(await copy.read()).toBe(2);
  });

  it('whoever doubts it gets what was read after they asked, all that ask meanwhile together', async () => {
    const { copy, count } = counted();
    await copy.read();
    const answers = await Promise.all(Array.from({ length: 1000 }, copy.readAgain));
    expect(new Set(answers)).toEqual(new Set([2]));
    expect(await copy.readAgain()).toBe(3);
    expect(await copy.read()).toBe(3);
    expect(count()).toBe(3);
  });

  it('is read again for each that asks after a pause', async () => {
    const { copy } = counted();
    await copy.read();
    for (const expected of [2, 3, 4]) {
      await sleep(80);
      expect(await copy.readAgain()).toBe(expected);
    }
  });

  it('however many doubt it, the database is asked twenty times a second at most', async () => {
    const { copy, count } = counted();
    const until = performance.now() + 400;
    while (performance.now() < until) await Promise.all([copy.readAgain(), copy.readAgain()]);
    expect(count()).toBeLessThanOrEqual(10);
  });

  it('a failed read is an error for its readers, and the next one tries again', async () => {
    const { copy } = counted((count) => (count === 1 ? Promise.reject(new Error('away')) : Promise.resolve(count)));
    const answers = await Promise.allSettled([copy.read(), copy.read()]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await copy.read()).toBe(2);
  });
});
