import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LocalWindow } from './local-window.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

describe('LocalWindow', () => {
  test('allows exactly the limit in a window', () => {
    const window = new LocalWindow(100);
    const allowed = Array.from({ length: 200 }, () => window.consume('a', 7, 60).allowed);
    expect(allowed.filter(Boolean)).toHaveLength(7);
    expect(allowed.slice(0, 7).every(Boolean)).toBe(true);
  });

  test('room comes back gradually in the next window, not at once', () => {
    const window = new LocalWindow(100);
    for (let count = 0; count < 10; count += 1) window.consume('a', 10, 60);
    vi.setSystemTime(Date.now() + 60_000);
    expect(window.consume('a', 10, 60).allowed).toBe(false);
    vi.setSystemTime(Date.now() + 30_000);
    const allowed = Array.from({ length: 20 }, () => window.consume('a', 10, 60).allowed);
    expect(allowed.filter(Boolean)).toHaveLength(5);
  });

  test('a refused request does not prolong the refusal', () => {
    const window = new LocalWindow(100);
    for (let count = 0; count < 1000; count += 1) window.consume('a', 5, 60);
    vi.setSystemTime(Date.now() + 120_000);
    expect(window.consume('a', 5, 60)).toMatchObject({ allowed: true, remaining: 4 });
  });

  test('a clock set back does not open a used window', () => {
    const window = new LocalWindow(100);
    for (let count = 0; count < 5; count += 1) window.consume('a', 5, 60);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(window.consume('a', 5, 60).allowed).toBe(false);
  });

  test('a refund gives exactly one request back', () => {
    const window = new LocalWindow(100);
    window.consume('a', 2, 60);
    const second = window.consume('a', 2, 60);
    second.refund();
    expect(window.consume('a', 2, 60).allowed).toBe(true);
    expect(window.consume('a', 2, 60).allowed).toBe(false);
  });

  test('memory is bounded under a flood of different keys', () => {
    const window = new LocalWindow(1000);
    for (let count = 0; count < 20_000; count += 1) window.consume(`key ${count}`, 5, 60);
    expect(window.size).toBe(1000);
    expect(window.consume('key 19999', 5, 60).remaining).toBe(3);
  });

  test('keys that no longer count are removed as new ones come', () => {
    const window = new LocalWindow(1000);
    for (let count = 0; count < 500; count += 1) window.consume(`old ${count}`, 5, 60);
    vi.setSystemTime(Date.now() + 180_000);
    for (let count = 0; count < 300; count += 1) window.consume(`new ${count}`, 5, 60);
    expect(window.size).toBe(300);
  });
});
