import { describe, expect, it } from 'vitest';
import { contentVersion, isKnown, readIfMatch } from './entity-tag.ts';

describe('If-Match', () => {
  it.each([
    [null, null],
    ['*', null],
    [' * ', null],
    ['"7"', ['7']],
    ['"7", "8"', ['7', '8']],
    ['"7","8" , ,"9"', ['7', '8', '9']],
    ['"a,b"', ['a,b']],
    ['""', ['']],
    ['W/"7"', []],
    ['W/"7", "8"', ['8']],
  ])('%j names %j', (header, versions) => {
    expect(readIfMatch(header)).toEqual(versions);
  });

  it.each(['', '7', "'7'", '"7', '7"', '"7" "8"', '*, "7"', '"7", *', 'w/"7"', '"7";', 'W/', '"a"b"', ',', '"7" x'])(
    '%j names no version, so that nothing is changed',
    (header) => {
      expect(readIfMatch(header)).toEqual([]);
    },
  );
});

describe('If-None-Match', () => {
  it.each(['"7"', 'W/"7"', '"6", "7"', '*', ' "7" '])('%j has version 7 already', (header) => {
    expect(isKnown(header, 7)).toBe(true);
  });

  it.each([null, '', '7', '"8"', '"77"', '"7', '*, "7"', 'w/"7"'])('%j has not', (header) => {
    expect(isKnown(header, 7)).toBe(false);
  });
});

it('a version made of content is another one when anything in it is', () => {
  expect(contentVersion({ a: 1 })).toBe(contentVersion({ a: 1 }));
  expect(contentVersion({ a: 1 })).not.toBe(contentVersion({ a: 2 }));
  expect(contentVersion({ a: 1 })).toMatch(/^[\w-]{22}$/);
});
