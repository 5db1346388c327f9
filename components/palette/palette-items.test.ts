import { expect, it } from 'vitest';
import { matching } from './palette-items.ts';

const entries = [
  { href: '/a', label: 'Service accounts' },
  { href: '/b', label: 'Übersicht der Rollen' },
];

it('finds what has every typed word in it, whatever the case and the accents', () => {
  const found = (query: string) => matching(entries, query).map(({ href }) => href);
  expect([found(''), found('  ')]).toEqual([
    ['/a', '/b'],
    ['/a', '/b'],
  ]);
  expect([found('ACC serv'), found('ubersicht'), found('service roles')]).toEqual([['/a'], ['/b'], []]);
});
