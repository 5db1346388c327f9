import { expect, it } from 'vitest';
import { prefersProblem } from './accept.ts';

it.each([
  'application/problem+json',
  'application/problem+json, */*',
  'application/json, application/problem+json',
  'APPLICATION/Problem+JSON; Q=0.5, application/json;q=0.5',
  'application/json;q=0.4, application/problem+json;q=0.9',
  'application/json;q=0.9, application/*;q=1',
  'application/json;q=0, */*',
  'text/html, application/problem+json;q=0.1, */*;q=0.1',
  'application/problem+json;charset=utf-8;q=1.000',
  'nonsense, application/problem+json',
])('%s gets problem details', (accept) => {
  expect(prefersProblem(accept)).toBe(true);
});

it.each([
  null,
  '',
  '*/*',
  'application/*',
  'application/json',
  'text/html',
  'application/problem+json;q=0',
  'application/problem+json;q=0, */*',
  'application/problem+json;q=0.5, */*',
  'application/json, application/problem+json;q=0.9',
  'application/problem+xml',
  'x-application/problem+json',
  'application/problem+json;q=2',
  'application/problem+json;q=1.5',
  'application/problem+json;q=abc',
  'application/problem+jsonp',
  ',,;q=1',
  'text/plain;x="application/problem+json"',
])('%s gets the envelope', (accept) => {
  expect(prefersProblem(accept)).toBe(false);
});
