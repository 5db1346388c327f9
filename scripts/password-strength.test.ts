import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { EstimateStrength } from '#lib/client/estimate-strength.ts';
import { strengthScript } from './password-strength.ts';

const written = readFileSync(strengthScript, 'utf8');
const { estimateStrength } = (await import(strengthScript)) as { estimateStrength: EstimateStrength };

it('it weighs at most 90 KB on the way, asks nobody anything and names no folder of this machine', () => {
  expect(gzipSync(written).length).toBeLessThan(90_000);
  expect(written).not.toMatch(/fetch\(|XMLHttpRequest|sendBeacon|WebSocket|\bimport\(|\/node_modules\//);
});

it('tells weak from strong passwords', () => {
  for (const weak of ['password', 'Password1!', 'qwertzuiop', '12345678', 'gatehouse2026', 'aaaaaaaaaaaa'])
    expect([weak, estimateStrength(weak, [])]).toEqual([weak, 1]);
  for (const strong of ['four bright lanterns', 'correct horse battery staple'])
    expect([strong, estimateStrength(strong, [])]).toEqual([strong, 4]);
});

it('counts the person’s own address as no secret', () => {
  expect(estimateStrength('lovelace-ada', [])).toBeGreaterThan(1);
  expect(estimateStrength('lovelace-ada', ['ada-lovelace@example.com', 'lovelace-ada'])).toBe(1);
});

it('looks at no more than 128 characters', () => {
  const start = 'x'.repeat(128);
  expect(estimateStrength(`${start} seven quiet harbours at night`, [])).toBe(estimateStrength(start, []));
});
